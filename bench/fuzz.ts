/**
 * `npm run fuzz [-- options]`: a million damaged lines, thousands of damaged log objects, thousands of gzip streams of
 * every kind through our own inflate and zlib's, requests that try to forge log lines, logs in containers, and objects
 * made to exhaust the function, each read in a process whose memory, log lines and series must keep to their bounds.
 *
 * Numbers -> what was done, on standard output; the seed of the first failure, with exit code 1.
 */

import { parseArgs } from 'node:util';
import type { LineAccount } from '../lambda/measure/ingested.ts';
import { type Command, run } from '../local/terminal/command.ts';
import { whole } from '../local/terminal/options.ts';
import { fuzzLines, fuzzStreams } from './fuzz-checks.ts';
import { fuzzContainer } from './fuzz-containers.ts';
import { fuzzDelimiters, HOSTILE_FORMATS } from './fuzz-delimiters.ts';
import { FUZZED_FORMATS, fuzzFormat } from './fuzz-formats.ts';
import { fuzzInflate } from './fuzz-inflate.ts';
import { mixedObject } from './hostile/mixed.ts';
import { HOSTILE_OBJECTS } from './hostile/objects.ts';
import { beyondBounds, runHostile } from './hostile/run.ts';

const HELP = `Damages logs in every way, and checks that nothing is thrown, every line is in the account, and both ways of
reading find the same. With the defaults it takes several minutes.

  --lines N        damaged lines of ALB access logs (default 1000000)
  --streams N      damaged gzip streams, read both ways (default 10000)
  --inflate N      gzip streams through inflate alone, against zlib (default 3000)
  --objects N      damaged objects of every other format, of 2,000 lines each (default 50)
  --containers N   objects packed in containers inside containers (default 2000)
  --mixed N        objects that are hostile in several ways (default 20)
  --no-hostile     without the objects made to exhaust the function
  --seed N         of the first of each kind; the others count on from it (default 1)`;

const LINES_PER_OBJECT = 2_000;
const COPIES_PER_STREAM = 20;

const COUNTS = {
  lines: { type: 'string', default: '1000000' },
  streams: { type: 'string', default: '10000' },
  inflate: { type: 'string', default: '3000' },
  objects: { type: 'string', default: '50' },
  containers: { type: 'string', default: '2000' },
  mixed: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
} as const;

interface Options extends Readonly<Record<keyof typeof COUNTS, number>> {
  readonly hostile: boolean;
}

function parse(args: readonly string[]): Options {
  const options = { ...COUNTS, hostile: { type: 'boolean', default: true } } as const;
  const { values } = parseArgs({ args: [...args], allowNegative: true, options });
  const count = (name: keyof typeof COUNTS): number => whole(`--${name}`, values[name], {});
  return {
    ...{ lines: count('lines'), streams: count('streams'), inflate: count('inflate'), objects: count('objects') },
    ...{ containers: count('containers'), mixed: count('mixed'), seed: count('seed'), hostile: values.hostile },
  };
}

/** What is thrown is a find, and where it was thrown is half of it. */
async function fuzz(options: Options): Promise<number> {
  const began = performance.now();
  try {
    await fuzzAlbAccess(options);
    await fuzzGzip(options);
    await fuzzEveryFormat(options);
    await fuzzForgery(options);
    await fuzzContainers(options);
    await fuzzHostile(options);
  } catch (error) {
    console.error(error);
    return 1;
  }
  console.log(`${((performance.now() - began) / 1_000).toFixed(0)} s`);
  return 0;
}

async function fuzzAlbAccess({ lines: linesMin, seed }: Options): Promise<void> {
  const total = { parsed: 0, skipped: 0, unparsed: 0 };
  let lines = 0;
  let objects = 0;
  while (lines < linesMin) {
    const fuzzed = await fuzzLines(LINES_PER_OBJECT, seed + objects);
    objects++;
    lines += fuzzed.lines;
    addTo(total, fuzzed.account);
  }
  console.log(
    `${lines} lines in ${objects} objects (seeds ${seed} to ${seed + objects - 1}): ` +
      `${total.parsed} parsed, ${total.skipped} skipped, ${total.unparsed} unparsed; nothing thrown, both paths agree`,
  );
}

async function fuzzGzip({ streams: streamsMin, inflate, seed }: Options): Promise<void> {
  let streams = 0;
  let accepted = 0;
  for (let at = seed; streams < streamsMin; at++) {
    accepted += (await fuzzStreams(COPIES_PER_STREAM, at)).accepted;
    streams += COPIES_PER_STREAM;
  }
  console.log(
    `${streams} gzip streams, damaged but for one in ${COPIES_PER_STREAM}: ${accepted} accepted, both paths agree`,
  );
  const { streams: inflated, bytes, verdicts } = fuzzInflate(inflate, seed);
  console.log(
    `${inflated} gzip streams of ${bytes} bytes through inflate alone, same verdict as zlib's: ${JSON.stringify(verdicts)}`,
  );
}

async function fuzzEveryFormat({ objects, seed }: Options): Promise<void> {
  for (const format of FUZZED_FORMATS) {
    const account = { parsed: 0, skipped: 0, unparsed: 0 };
    for (let at = 0; at < objects; at++) addTo(account, await fuzzFormat(format, LINES_PER_OBJECT, seed + at));
    console.log(`${format}: ${objects} objects, ${JSON.stringify(account)}; nothing thrown, all accounted for`);
  }
}

async function fuzzForgery({ objects, seed }: Options): Promise<void> {
  for (const format of HOSTILE_FORMATS) {
    const sum = { honest: 0, attacks: 0, countedAsOne: 0 };
    for (let at = 0; at < objects * 4; at++) {
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
}

async function fuzzContainers({ containers, seed }: Options): Promise<void> {
  const outcomes = { read: 0, refused: 0 };
  for (let at = 0; at < containers; at++) outcomes[(await fuzzContainer(seed + at)).outcome] += 1;
  console.log(
    `${containers} objects in containers of up to three layers: ${outcomes.read} read like their text, ` +
      `${outcomes.refused} refused, both paths agree`,
  );
}

async function fuzzHostile({ hostile: isWanted, mixed, seed }: Options): Promise<void> {
  const some = Array.from({ length: mixed }, (_, at) => mixedObject(seed + at));
  for (const hostile of [...(isWanted ? HOSTILE_OBJECTS : []), ...some]) {
    const ended = await runHostile(hostile);
    const beyond = beyondBounds(ended);
    if (beyond.length > 0) throw new Error(`${hostile.name}: ${beyond.join('; ')}`);
    const { peakMebibytes, seconds, failed, series, seriesDropped } = ended;
    console.log(
      `${hostile.name}: ${Math.round(peakMebibytes)} MiB, ${seconds.toFixed(0)} s, ${series} series, ` +
        `${seriesDropped} to Other${failed > 0 ? `, ${failed} refused (${ended.errors[0]})` : ''}`,
    );
  }
}

function addTo(sum: LineAccount, one: LineAccount): void {
  sum.parsed += one.parsed;
  sum.skipped += one.skipped;
  sum.unparsed += one.unparsed;
}

const command: Command<Options> = { name: 'fuzz', form: '[options]', help: HELP, parse, run: fuzz };

await run(command, process.argv.slice(2));
