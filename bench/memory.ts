/**
 * Peak memory and CPU time by size of the object: both must not depend on it, except CPU in proportion.
 *
 * From a file, and through the S3 client from a server on this machine (in its own process, so that its memory and
 * CPU are not counted). Each answer is checked. Ten million lines need 800 MB of disk and some minutes to generate.
 */

import { parseArgs } from 'node:util';
import { buildContestants } from './build.ts';
import { type Measured, measure } from './child.ts';
import { bigData, type DataSet } from './data.ts';
import { machine } from './machine.ts';
import { serveObject } from './object-server.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';
import { expectedMetrics, verify } from './verify.ts';

const SIZES = [10_000, 100_000, 1_000_000, 10_000_000] as const;

const FROM_FILE = '$NODE $BUILD/ours.mjs product "$1"';
const FROM_S3 = '$NODE $BUILD/ours.mjs product --s3="$2" "$1"';

export async function run(args: readonly string[]): Promise<void> {
  await buildContestants();
  const { values } = parseArgs({
    args: [...args],
    options: { largest: { type: 'string', default: '10000000' }, runs: { type: 'string', default: '3' } },
  });
  const rows: string[][] = [];
  let perLine: number | undefined;
  for (const lines of SIZES.filter((size) => size <= Number(values.largest))) {
    const data = await bigData(lines);
    const server = await serveObject(data.file);
    const file = await repeat(FROM_FILE, [data.file], data, Number(values.runs));
    const s3 = await repeat(FROM_S3, [data.file, server.endpoint], data, Number(values.runs));
    server.close();
    const cpu = spread(file.map((one) => one.cpuSeconds)).median;
    rows.push([lines.toLocaleString('en'), `${(data.bytes / 1e6).toFixed(1)} MB`, ...columns(file), ...columns(s3)]);
    if (lines === 1_000_000) perLine = cpu / lines;
    if (lines === 10_000_000 && perLine !== undefined) {
      console.log(`CPU per line, 10 million ÷ 1 million lines: ${(cpu / lines / perLine).toFixed(2)}\n`);
    }
  }
  console.log(`Every metric; answers checked. ${machine()}\n`);
  const head = ['lines', 'object', 'file: peak MB', 'CPU s', 'S3 client: peak MB', 'CPU s'];
  console.log(markdownTable(head, rows));
}

async function repeat(
  command: string,
  args: readonly string[],
  data: DataSet,
  runs: number,
): Promise<readonly Measured[]> {
  const all: Measured[] = [];
  for (let at = 1; at <= runs; at++) {
    console.error(`${data.expected.lines} lines, run ${at} of ${runs}: ${command}`);
    const measured = await measure(command, { args, watchMemory: true });
    verify('ours', measured.output, expectedMetrics(data.expected));
    all.push(measured);
  }
  return all;
}

function columns(runs: readonly Measured[]): readonly string[] {
  const peaks = runs.map((one) => one.peakMegabytes ?? Number.NaN);
  const cpu = runs.map((one) => one.cpuSeconds);
  return [formatSpread(spread(peaks), 0), formatSpread(spread(cpu), 2)];
}
