/**
 * Damaged text of every format but the ALB access log (which fuzz-checks.ts treats with more care), made from a seed.
 *
 * Checked: nothing is thrown, every frame is in the account and is there as the parser alone says, both ways of reading
 * find the same, packed and unpacked, and what is published is sound: finite numbers, dimension values that CloudWatch
 * takes. Throws with format and seed where a check fails.
 */

import { SKIPPED, UNPARSED } from '../lambda/catalogue/entry.ts';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { ALB_ACCESS_FIELDS } from '../lambda/formats/alb-access.ts';
import { ALB_CONNECTION_FIELDS } from '../lambda/formats/alb-connection.ts';
import { ALB_HEALTH_CHECK_FIELDS } from '../lambda/formats/alb-health-check.ts';
import { fields } from '../lambda/formats/fields.ts';
import { type AnyFormat, NO_FACTS } from '../lambda/formats/format.ts';
import { FORMATS, formatNamed } from '../lambda/formats/index.ts';
import { NLB_ACCESS_FIELDS } from '../lambda/formats/nlb-access.ts';
import type { LineAccount } from '../lambda/measure/ingested.ts';
import { metricData } from '../lambda/publish/datum.ts';
import { createFrameReader } from '../lambda/read/frames.ts';
import { createLineSplitter, withoutMark } from '../lambda/read/lines.ts';
import { bigObjectText } from '../local/generate/big-object.ts';
import { headerOf, linesFrom } from '../local/generate/families.ts';
import { type Random, random } from '../local/generate/random.ts';
import { bothWays } from './both-ways.ts';
import { gzipVariously, mutateJson, mutateLine } from './mutate.ts';
import { objectParser } from './object-parser.ts';

/** Vended formats: the classic format whose lines they carry, and its fields. */
const VENDED: Readonly<Record<string, readonly [classic: string, fields: readonly string[]]>> = {
  'alb-access-vended': ['alb-access', ALB_ACCESS_FIELDS],
  'alb-connection-vended': ['alb-connection', ALB_CONNECTION_FIELDS],
  'alb-health-check-vended': ['alb-health-check', ALB_HEALTH_CHECK_FIELDS],
  'nlb-access-vended': ['nlb-access', NLB_ACCESS_FIELDS],
};

export const FUZZED_FORMATS: readonly string[] = FORMATS.map(({ name }) => name).filter(
  (name) => name !== 'alb-access',
);

/** One object of about `lines` lines of one format, a fifth of them sound. */
export async function fuzzFormat(name: string, lines: number, seed: number): Promise<LineAccount> {
  const format = formatNamed(name);
  if (format === undefined) throw new Error(`the format is '${name}': must be one of ${FUZZED_FORMATS.join(', ')}`);
  const bytes = Buffer.from(damagedText(format, lines, seed), format.encoding);
  const expected = directAccount(format, bytes);
  const r = random('pieces', name, seed);
  const packed = r.below(2) === 0 ? bytes : gzipVariously(bytes, r);
  const read = await bothWays({ format, bytes: packed, config: DEFAULT_CONFIG, seed });
  if (read instanceof Error) throw new Error(`${name}, seed ${seed}: sound bytes were refused: ${read.message}`);
  const { lines: account, aggregates } = read;
  if (
    account.parsed !== expected.parsed ||
    account.skipped !== expected.skipped ||
    account.unparsed !== expected.unparsed
  ) {
    throw new Error(
      `${name}, seed ${seed}: frame by frame ${JSON.stringify(expected)}, ingested ${JSON.stringify(account)}`,
    );
  }
  for (const datum of metricData(aggregates)) {
    const fault = faultOf(datum);
    if (fault !== undefined) throw new Error(`${name}, seed ${seed}: ${fault} in ${JSON.stringify(datum)}`);
  }
  return account;
}

function damagedText(format: AnyFormat, lines: number, seed: number): string {
  const r = random('fuzz format', format.name, seed);
  const sound = soundFrames(format, lines, seed);
  const isOneDocument = format.framing === 'records' && seed % 3 === 0;
  // A brace lost in one record of a long line takes those behind it along, so only few are damaged.
  const isSound = () => (isOneDocument ? r.below(lines / 3) > 0 : r.below(5) === 0);
  // The first bytes of an object say what it is packed in, so its first line stays as it is.
  const damaged = sound.map((line, at) => (at === 0 || isSound() ? line : mutate(line, r)));
  if (isOneDocument) return `{"Records":[${damaged.join(',')}]}`;
  return format.framing === 'records' && seed % 3 === 1 ? documents(damaged) : damaged.join('\n');
}

const RECORDS_IN_DOCUMENT = 4;

/** A short document a line. */
function documents(records: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < records.length; at += RECORDS_IN_DOCUMENT)
    lines.push(`{"Records":[${records.slice(at, at + RECORDS_IN_DOCUMENT).join(',')}]}`);
  return lines.join('\n');
}

function mutate(line: string, r: Random): string {
  if (line.startsWith('{') && r.below(3) > 0) return mutateJson(line, r);
  return mutateLine(line, r, line.includes('\t') ? '\t' : ' ');
}

/** Many clients, several minutes. */
function linesOf(name: string, count: number, seed: number): readonly string[] {
  return [...headerOf(name), ...linesFrom(name, { count, seed, millisecondsApart: 700, clients: 200 })];
}

function soundFrames(format: AnyFormat, lines: number, seed: number): readonly string[] {
  const [classic, names] = VENDED[format.name] ?? [format.name, undefined];
  if (names === undefined) {
    const inJson = classic === 'cloudfront' && seed % 2 === 0;
    return linesOf(inJson ? 'cloudfront-json' : classic, lines, seed);
  }
  const text =
    classic === 'alb-access' ? [...bigObjectText({ lines, seed })].join('') : linesOf(classic, lines, seed).join('\n');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => fields(line) ?? [])
    .map((raw) => JSON.stringify(Object.fromEntries(names.map((name, at) => [name, raw[at]]))));
}

/**
 * What the parser says of each frame on its own, and of how many lines: where JSON can be cut, a line that is whole is
 * never lost to its neighbors.
 */
function directAccount(format: AnyFormat, bytes: Buffer): LineAccount {
  const parse = objectParser(format, NO_FACTS);
  const account = { parsed: 0, skipped: 0, unparsed: 0 };
  const reader = createFrameReader(format, {
    attempt(frame) {
      const outcome = parse(withoutMark(frame));
      if (outcome === SKIPPED) account.skipped++;
      else if (outcome !== UNPARSED) account.parsed++;
      return outcome !== UNPARSED;
    },
    lost: () => void account.unparsed++,
  });
  reader.push(bytes);
  reader.end();
  account.unparsed += reader.overlong();
  const alone = format.framing === 'records' ? 0 : parsedAlone(format, bytes);
  if (account.parsed < alone) {
    throw new Error(`${format.name}: ${alone} lines alone are entries, ${account.parsed} were found`);
  }
  return account;
}

function parsedAlone(format: AnyFormat, bytes: Buffer): number {
  const splitter = createLineSplitter(format.encoding);
  const parse: (frame: string) => unknown = format.parser(NO_FACTS);
  const outcomes = [...splitter.push(bytes), ...splitter.end()].map((line) => parse(withoutMark(line)));
  return outcomes.filter((outcome) => outcome !== SKIPPED && outcome !== UNPARSED).length;
}

type Datum = ReturnType<typeof metricData>[number];

function faultOf({ Value, Values, Counts, StatisticValues, Timestamp, Dimensions }: Datum): string | undefined {
  const numbers = [Value ?? 0, ...(Values ?? []), ...(Counts ?? []), ...Object.values(StatisticValues ?? {})];
  if (!numbers.every(Number.isFinite)) return 'a number that is none';
  if (Number.isNaN(Timestamp?.getTime())) return 'a time that is none';
  const dimension = Dimensions?.find(({ Value: text }) => !/^(?! *$)[\x20-\x7e]{1,255}$/.test(text ?? ''));
  return dimension === undefined ? undefined : `the dimension ${dimension.Name}`;
}
