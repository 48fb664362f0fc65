/** `npm run -s verdict`: one JSON document that its schema describes, and an exit code for scripts. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentSchema } from '../../../local/summary/verdict-schema.ts';
import { type Call, callEach, type Ended } from '../../support/commands.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = 'local/commands/verdict.ts';
const folder = mkdtempSync(join(tmpdir(), 'verdict-'));
afterAll(() => rmSync(folder, { recursive: true }));

function ended(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: ROOT }, (failed, out, error) => {
      resolve({ code: typeof failed?.code === 'number' ? failed.code : 0, out, error });
    });
  });
}

const QUIET = join(folder, 'quiet.log');
const NOTES = join(folder, 'notes.txt');
/** One process is enough for all of these. */
const CALLS: readonly Call[] = [
  ['verdict', '--exit-code', QUIET],
  ['verdict', NOTES],
  ['verdict', '--to', '2000-01-01', NOTES],
  ['verdict', '--from', '2026-05-05', '--to', '2026-05-04', NOTES],
  ['verdict', '--incidents', 'all'],
];

let sample: Ended;
let others: readonly Ended[];
const called = (...args: readonly string[]): Ended | undefined =>
  others[CALLS.findIndex(([, ...words]) => isDeepStrictEqual(words, args))];

beforeAll(async () => {
  const line = (second: number): string =>
    `http 2026-05-04T10:0${Math.floor(second / 60)}:${`${second % 60}`.padStart(2, '0')}.000000Z app/quiet/0123456789abcdef 192.0.2.1:5000 10.0.0.1:80 0.001 0.010 0.000 200 200 100 200 "GET http://example.com:80/ HTTP/1.1" "curl/8" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/quiet/0123456789abcdef "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2026-05-04T10:00:00.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_0123456789abcdef0123456789abcdef`;
  writeFileSync(QUIET, Array.from({ length: 300 }, (_, second) => line(second)).join('\n'));
  writeFileSync(NOTES, 'hello\n');
  [sample, others] = await Promise.all([ended(process.execPath, [PROGRAM, '--exit-code']), callEach(CALLS)]);
});

test('the document is as its schema says, and is all there is on standard output', () => {
  const document = documentSchema.parse(JSON.parse(sample.out));
  expect(document.schemaVersion).toBe(1);
  expect(document.lines.unparsed).toBe(0);
  expect(document.lines.parsed).toBeGreaterThan(60_000);
  expect(document.lines.parsed).toBeLessThan(150_000);
  // The API calls of the story: what changed before an incident is half of its answer.
  expect(document.incidents.flatMap(({ changes }) => changes.map(({ what }) => what))).toContain('RegisterTargets');
});

test('the sample logs have one outage and one slow target, and no incident of blocked scanners', () => {
  const { incidents } = documentSchema.parse(JSON.parse(sample.out));
  expect(incidents.map(({ kind, where }) => [kind, where.extent, where.targetGroup?.split('/')[1]])).toEqual([
    ['slow', 'target', 'api-orders'],
    ['errors', 'targetGroup', 'shop-checkout'],
  ]);
  const [, outage] = incidents;
  expect(outage?.causes.map(({ cause, statusCode }) => `${statusCode} ${cause}`)).toEqual([
    '504 TargetTimeout',
    expect.stringMatching(/^502 TargetClosed/),
  ]);
  expect(outage?.where).toMatchObject({ targetsFailing: 3, targetsSeen: 3 });
  expect(outage?.examples[0]?.traceId).toMatch(/^Root=1-/);
});

test('it is short enough for an agent', () => {
  const { incidents } = documentSchema.parse(JSON.parse(sample.out));
  for (const incident of incidents) expect(JSON.stringify(incident).length).toBeLessThan(6_000);
});

test('an incident is exit code 2 where asked for', async () => {
  expect(sample.code).toBe(2);
});

test('quiet logs are exit code 0 and no incident', () => {
  const { code, out = '' } = called('--exit-code', QUIET) ?? {};
  expect(documentSchema.parse(JSON.parse(out))).toMatchObject({ incidents: [], lines: { parsed: 300 } });
  expect(code).toBe(0);
});

test('fails with one sentence where there is no log', () => {
  const { code, out, error } = called(NOTES) ?? {};
  expect([code, out]).toEqual([1, '']);
  expect(error).toMatch(
    /^verdict: no load balancer log in '.*notes\.txt': no log format we know; --format names one$/m,
  );
});

test('fails with one sentence where no log is about the time asked for', () => {
  expect(called('--to', '2000-01-01', NOTES)).toEqual({
    ...{ code: 1, out: '' },
    error: `verdict: no file in '${NOTES}' about the time asked for: give a folder or files of load balancer logs\n`,
  });
  const swapped = called('--from', '2026-05-05', '--to', '2026-05-04', NOTES);
  expect(swapped?.error).toBe("verdict: --to is '2026-05-04': must be later than --from, which is '2026-05-05'\n");
});

test('fails with the option that is wrong', () => {
  const { code, error } = called('--incidents', 'all') ?? {};
  expect(code).toBe(1);
  expect(error).toContain("--incidents is 'all': must be a whole number");
});

test('standard input and a pipe of the shell need no --format', async () => {
  const [alb, clb] = ['alb-access/constructed-edge-cases.log', 'clb-access/constructed-clb.log'];
  const line = `gzip -c test/logs/${alb} | '${process.execPath}' ${PROGRAM} - <(cat test/logs/${clb})`;
  const { out, error } = await ended('bash', ['-c', line]);
  expect(error).toBe('');
  expect(JSON.parse(out)).toMatchObject({ sources: ['-', expect.any(String)], objects: 2, notRead: [] });
});
