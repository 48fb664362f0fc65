import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../../../lambda/config.ts';
import { albAccess, parseAlbAccess } from '../../../../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../../../../lambda/formats/format.ts';
import { alikeLines, endAlike, ingestAlike } from '../../../../lambda/ingest/core/alike.ts';
import { createIngestion, ingestEntry } from '../../../../lambda/ingest/state.ts';

const LINE =
  'http 2026-07-01T10:04:05.000001Z app/web/50dc6c495c0c9188 198.51.100.7:40324 10.0.3.194:8080 0.000 0.988 0.001 503 503 148 38305 "GET http://www.example.com:80/items/7 HTTP/1.1" "agent" - - arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/d5a1c457a0ef0fc0 "Root=1-691ee790-db17cfc6d1e5c8ee2abe7d05" "-" "-" 1 2026-07-01T10:04:04.012000Z "forward" "-" "-" "10.0.3.194:8080" "503" "-" "-"';

function entryOf(line: string) {
  const entry = parseAlbAccess(line);
  if (typeof entry === 'string') throw new Error(entry);
  return entry;
}

const VARYING = ['time', 'targetProcessingTime', 'requestTime', 'sentBytes', 'cause', 'slow'];
const state = () => createIngestion(albAccess, NO_FACTS, { config: DEFAULT_CONFIG });

test('asks a metric once that reads only what is the same in all lines of a kind, and the others line by line', () => {
  const { parts } = alikeLines(state(), entryOf(LINE), (property) => VARYING.includes(property));
  const all = parts.find(({ plan }) => plan.set === 'LoadBalancer');
  expect(all?.rest.shares.map(({ name }) => name)).toEqual(['SlowRequests', 'ExcessSlow']);
  expect(all?.rest.tallies.map(({ name }) => name)).toEqual(['ErrorCause']);
  expect(all?.status.shares).toContain(1);
  // A number that is the same in all lines is still measured in each; one that none of them has is not.
  const distributions = all?.rest.distributions.map(({ name }) => name);
  expect(distributions).toContain('ResponseProcessingTime');
  expect(distributions).not.toContain('TimeToFirstByte');
});

test('measures lines of two kinds and minutes, in any order, as they would be one by one', () => {
  const [together, oneByOne] = [state(), state()];
  const kinds = [LINE, LINE.replace(' 503 503 ', ' 200 200 ')].map((line) =>
    alikeLines(together, entryOf(line), (property) => VARYING.includes(property)),
  );
  for (let index = 0; index < 200; index++) {
    const lines = kinds[index % 3 === 0 ? 1 : 0];
    if (lines === undefined) continue;
    const changed = { time: entryOf(LINE).time + (index % 7) * 60_000, targetProcessingTime: index / 10 };
    Object.assign(lines.entry, changed);
    ingestAlike(together, lines);
    ingestEntry(oneByOne, { ...lines.entry });
  }
  expect(together.aggregates).not.toEqual(oneByOne.aggregates);
  for (const lines of kinds) endAlike(lines);
  expect(together.aggregates).toEqual(oneByOne.aggregates);
  for (const lines of kinds) endAlike(lines);
  expect(together.aggregates).toEqual(oneByOne.aggregates);
});
