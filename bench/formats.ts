/**
 * What does each format cost? One object of each, as many clients in it as a busy site has: CPU time of reading,
 * checking, parsing and measuring, in pairs with what `gzip -dc` needs merely to unpack it.
 *
 * Every answer is compared with the number of lines that were generated, and with all that the plain reader makes of
 * them.
 */

import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { constants, createGzip } from 'node:zlib';
import { ALB_ACCESS_FIELDS } from '../lambda/formats/alb-access.ts';
import { fields } from '../lambda/formats/fields.ts';
import { bigObjectText } from '../local/generate/big-object.ts';
import { headerOf, linesFrom } from '../local/generate/families.ts';
import { buildContestants } from './build.ts';
import { type Measured, measure } from './child.ts';
import { bigData, DATA } from './data.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';

/** Lines of the generator -> the format that reads them. */
export const FORMATS: Readonly<Record<string, string>> = {
  'alb-access': 'alb-access',
  'alb-access-vended': 'alb-access-vended',
  'nlb-access': 'nlb-access',
  cloudfront: 'cloudfront',
  'cloudfront-json': 'cloudfront',
  waf: 'waf',
  'clb-access': 'clb-access',
  'alb-connection': 'alb-connection',
  'alb-health-check': 'alb-health-check',
  cloudtrail: 'cloudtrail',
  'baidu-blb': 'baidu-blb',
  'jdcloud-alb': 'jdcloud-alb',
  'jdcloud-health-check': 'jdcloud-health-check',
};
const CLIENTS = 20_000;
const VERSION = 1;

interface FormatData {
  readonly file: string;
  readonly textBytes: number;
  /** What the plain reader prints. */
  readonly expected: string;
}

export async function run(args: readonly string[]): Promise<void> {
  await buildContestants();
  const { values } = parseArgs({
    args: [...args],
    options: {
      lines: { type: 'string', default: '300000' },
      pairs: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      plain: { type: 'boolean', default: false },
    },
  });
  const lines = Number(values.lines);
  const rows: string[][] = [];
  for (const [name, format] of Object.entries(FORMATS)) {
    if (values.only !== '' && !values.only.split(',').includes(name)) continue;
    const data = await formatData(name, format, lines);
    rows.push(await row(name, { format, data, lines, pairs: Number(values.pairs), plain: values.plain }));
  }
  console.log(`${lines.toLocaleString('en')} lines of each format. ${machine()}\n`);
  console.log(
    markdownTable(['format', 'bytes a line', 'CPU s', 'µs a line', 'gzip -dc, CPU s', 'ours ÷ gzip -dc'], rows),
  );
}

interface RowOptions {
  readonly format: string;
  readonly data: FormatData;
  readonly lines: number;
  readonly pairs: number;
  readonly plain: boolean;
}

async function row(name: string, { format, data, lines, pairs, plain }: RowOptions): Promise<string[]> {
  const ours: Measured[] = [];
  const gzip: Measured[] = [];
  for (let pair = 1; pair <= pairs; pair++) {
    console.error(`${name}: pair ${pair} of ${pairs}`);
    ours.push(await read(plain ? 'plain' : 'product', format, data.file));
    gzip.push(await measure('gzip -dc "$1" > /dev/null', { args: [data.file] }));
    const output = ours.at(-1)?.output.trim();
    if (output !== data.expected) throw new Error(`${name}: ${output}, the plain reader says ${data.expected}`);
  }
  const cpu = ours.map(({ cpuSeconds }) => cpuSeconds);
  const ratios = cpu.map((seconds, at) => seconds / (gzip[at]?.cpuSeconds ?? Number.NaN));
  return [
    name,
    (data.textBytes / lines).toFixed(0),
    formatSpread(spread(cpu), 2),
    ((spread(cpu).median / lines) * 1e6).toFixed(2),
    formatSpread(spread(gzip.map(({ cpuSeconds }) => cpuSeconds)), 2),
    formatSpread(spread(ratios), 2),
  ];
}

function read(path: 'product' | 'plain', format: string, file: string): Promise<Measured> {
  return measure(`$NODE $BUILD/format.mjs ${path} ${format} "$1"`, { args: [file] });
}

async function formatData(name: string, format: string, lines: number): Promise<FormatData> {
  const { file, textBytes } = await objectOf(name, lines);
  const { output } = await read('plain', format, file);
  const expected = output.trim();
  if (!expected.startsWith(`${lines} parsed`) && format !== 'cloudtrail') throw new Error(`${name}: ${expected}`);
  return { file, textBytes, expected };
}

/** A busy five minutes in one object, gzipped; made once and kept. */
export async function objectOf(name: string, lines: number): Promise<{ file: string; textBytes: number }> {
  if (name === 'alb-access') {
    const { file } = await bigData(lines);
    return { file, textBytes: Number(readFileSync(`${file}.bytes`, { encoding: 'utf8', flag: 'a+' }) || 677 * lines) };
  }
  mkdirSync(DATA, { recursive: true });
  const file = join(DATA, `v${VERSION}_${name}_${lines}.gz`);
  if (!existsSync(file)) {
    console.error(`generating ${file}`);
    const gzip = createGzip({ level: constants.Z_DEFAULT_COMPRESSION });
    let bytes = 0;
    const text = function* (): Generator<string> {
      for (const piece of pieces(name, lines)) {
        bytes += piece.length;
        yield piece;
      }
    };
    await pipeline(Readable.from(text()), gzip, createWriteStream(`${file}.part`));
    writeFileSync(`${file}.bytes`, `${bytes}`);
    renameSync(`${file}.part`, file);
  }
  if (statSync(file).size === 0) throw new Error(`${file} is empty`);
  return { file, textBytes: Number(readFileSync(`${file}.bytes`, 'utf8')) };
}

function* pieces(name: string, count: number): Generator<string> {
  if (name === 'alb-access-vended') {
    yield* vendedPieces(count);
    return;
  }
  const lines = linesFrom(name, { count, seed: 1, millisecondsApart: 300_000 / count, clients: CLIENTS });
  if (name === 'cloudtrail') {
    let before = '{"Records":[';
    for (const record of lines) {
      yield before + record;
      before = ',';
    }
    yield ']}';
    return;
  }
  for (const line of headerOf(name)) yield `${line}\n`;
  for (const line of lines) yield `${line}\n`;
}

/** Lines of ALB access logs as CloudWatch Logs delivers them, in JSON. */
function* vendedPieces(count: number): Generator<string> {
  let rest = '';
  for (const piece of bigObjectText({ lines: count, seed: 1 })) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const raw = fields(line) ?? [];
      yield `${JSON.stringify(Object.fromEntries(ALB_ACCESS_FIELDS.map((name, at) => [name, raw[at]])))}\n`;
    }
  }
}
