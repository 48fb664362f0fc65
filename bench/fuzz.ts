/**
 * `npm run fuzz [-- --lines N --streams N --inflate N --seed N]`: a million damaged lines, thousands of damaged log objects, and
 * thousands of gzip streams of every kind through our own inflate and zlib's.
 *
 * In: numbers. Out: what was done, on standard output; the seed of the first failure, with exit code 1.
 */

import { parseArgs } from 'node:util';
import { fuzzLines, fuzzStreams } from './fuzz-checks.ts';
import { FUZZED_FORMATS, fuzzFormat } from './fuzz-formats.ts';
import { fuzzInflate } from './fuzz-inflate.ts';

const LINES_PER_OBJECT = 2_000;
const COPIES_PER_STREAM = 20;

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    streams: { type: 'string', default: '10000' },
    inflate: { type: 'string', default: '3000' },
    objects: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});

const seed = Number(values.seed);
const began = performance.now();
const total = { lines: 0, parsed: 0, skipped: 0, unparsed: 0 };
let objects = 0;
while (total.lines < Number(values.lines)) {
  const { lines, account } = await fuzzLines(LINES_PER_OBJECT, seed + objects);
  objects++;
  total.lines += lines;
  total.parsed += account.parsed;
  total.skipped += account.skipped;
  total.unparsed += account.unparsed;
}
console.log(
  `${total.lines} lines in ${objects} objects (seeds ${seed} to ${seed + objects - 1}): ` +
    `${total.parsed} parsed, ${total.skipped} skipped, ${total.unparsed} unparsed; nothing thrown, both paths agree`,
);

let streams = 0;
let accepted = 0;
for (let at = seed; streams < Number(values.streams); at++) {
  accepted += (await fuzzStreams(COPIES_PER_STREAM, at)).accepted;
  streams += COPIES_PER_STREAM;
}
console.log(
  `${streams} gzip streams, damaged but for one in ${COPIES_PER_STREAM}: ${accepted} accepted, both paths agree`,
);
const { streams: inflated, bytes, verdicts } = fuzzInflate(Number(values.inflate), seed);
console.log(
  `${inflated} gzip streams of ${bytes} bytes through inflate alone, same verdict as zlib's: ${JSON.stringify(verdicts)}`,
);

for (const format of FUZZED_FORMATS) {
  const account = { parsed: 0, skipped: 0, unparsed: 0 };
  for (let at = 0; at < Number(values.objects); at++) {
    const { parsed, skipped, unparsed } = await fuzzFormat(format, LINES_PER_OBJECT, seed + at);
    account.parsed += parsed;
    account.skipped += skipped;
    account.unparsed += unparsed;
  }
  console.log(`${format}: ${values.objects} objects, ${JSON.stringify(account)}; nothing thrown, all accounted for`);
}
console.log(`${((performance.now() - began) / 1_000).toFixed(0)} s`);
