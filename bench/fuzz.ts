/**
 * `npm run fuzz [-- --lines N --streams N --inflate N --objects N --containers N --mixed N --no-hostile --seed N]`: a
 * million damaged lines, thousands of damaged log objects, thousands of gzip streams of every kind through our own
 * inflate and zlib's, requests that try to forge log lines, logs in containers, and objects made to exhaust the
 * function, each read in a process whose memory, log lines and series must keep to their bounds.
 *
 * Numbers -> what was done, on standard output; the seed of the first failure, with exit code 1.
 */

import { parseArgs } from 'node:util';
import { fuzzLines, fuzzStreams } from './fuzz-checks.ts';
import { fuzzContainer } from './fuzz-containers.ts';
import { fuzzDelimiters, HOSTILE_FORMATS } from './fuzz-delimiters.ts';
import { FUZZED_FORMATS, fuzzFormat } from './fuzz-formats.ts';
import { fuzzInflate } from './fuzz-inflate.ts';
import { mixedObject } from './hostile/mixed.ts';
import { HOSTILE_OBJECTS } from './hostile/objects.ts';
import { beyondBounds, runHostile } from './hostile/run.ts';

const LINES_PER_OBJECT = 2_000;
const COPIES_PER_STREAM = 20;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    lines: { type: 'string', default: '1000000' },
    streams: { type: 'string', default: '10000' },
    inflate: { type: 'string', default: '3000' },
    objects: { type: 'string', default: '50' },
    hostile: { type: 'boolean', default: true },
    mixed: { type: 'string', default: '20' },
    containers: { type: 'string', default: '2000' },
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
for (const format of HOSTILE_FORMATS) {
  const sum = { honest: 0, attacks: 0, countedAsOne: 0 };
  for (let at = 0; at < Number(values.objects) * 4; at++) {
    const { honest, attacks, countedAsOne } = await fuzzDelimiters(format, 40, seed + at);
    sum.honest += honest;
    sum.attacks += attacks;
    sum.countedAsOne += countedAsOne;
  }
  console.log(
    `${format}: ${sum.attacks} requests that hold log lines among ${sum.honest} honest ones: nothing of them published, ` +
      `${sum.countedAsOne} counted as the one request that each is; every honest line counted`,
  );
}

const containers = { read: 0, refused: 0 };
for (let at = 0; at < Number(values.containers); at++) containers[(await fuzzContainer(seed + at)).outcome] += 1;
console.log(
  `${values.containers} objects in containers of up to three layers: ${containers.read} read like their text, ` +
    `${containers.refused} refused, both paths agree`,
);
const mixed = Array.from({ length: Number(values.mixed) }, (_, at) => mixedObject(seed + at));
for (const hostile of [...(values.hostile ? HOSTILE_OBJECTS : []), ...mixed]) {
  const run = await runHostile(hostile);
  const beyond = beyondBounds(run);
  if (beyond.length > 0) throw new Error(`${hostile.name}: ${beyond.join('; ')}`);
  const { peakMebibytes, seconds, failed, series, seriesDropped } = run;
  console.log(
    `${hostile.name}: ${Math.round(peakMebibytes)} MiB, ${seconds.toFixed(0)} s, ${series} series, ` +
      `${seriesDropped} to Other${failed > 0 ? `, ${failed} refused (${run.errors[0]})` : ''}`,
  );
}
console.log(`${((performance.now() - began) / 1_000).toFixed(0)} s`);
