/** The sample of requests is the same in any order of the sources, and bounded; and what the terminal says of it. */
import { expect, test } from 'vitest';
import { gzipped, traffic } from '../../../../local/generate/traffic.ts';
import { propose } from '../../../../local/proposals/routes/proposals.ts';
import { sampleRequests } from '../../../../local/proposals/routes/sample.ts';
import { proposalLines } from '../../../../local/proposals/routes/text.ts';
import type { LogSource } from '../../../../local/read/paths.ts';

const objects = [
  ...traffic({
    ...{ seed: 3, start: new Date('2026-03-04T10:00:00Z'), minutes: 15, nodes: 2 },
    loadBalancers: [{ name: 'shop', requestsPerMinute: 120, targetGroups: [{ name: 'web' }, { name: 'api' }] }],
  }),
];
const sources: readonly LogSource[] = objects.map((object) => ({
  key: object.key,
  size: undefined,
  async *open() {
    yield gzipped(object);
  },
}));

test('the sample does not depend on the order of the sources', async () => {
  const forward = await sampleRequests(sources);
  const backward = await sampleRequests(sources.toReversed());
  expect(forward.total).toBe(objects.reduce((sum, { expected }) => sum + expected.lines, 0));
  expect(propose(backward)).toEqual(propose(forward));
});

test('the terminal says what each route covers, and has a setting to paste', async () => {
  const proposals = propose(await sampleRequests(sources));
  const lines = proposalLines(proposals);
  const pasted: unknown = JSON.parse(`{${lines.at(-1)}}`);
  expect(pasted).toEqual({ routes: proposals.proposals.map(({ route }) => route) });
  expect(lines.some((line) => /\d % {2}\/items\/:id$/.test(line))).toBe(true);
  expect(lines[1]).toMatch(/^No routes are named\. These \d+ cover 9\d\.\d % of [\d,]+ requests looked at:$/);
});

test('nothing is said where nothing is proposed', async () => {
  expect(proposalLines(propose(await sampleRequests([])))).toEqual([]);
});
