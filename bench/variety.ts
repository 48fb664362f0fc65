/**
 * The standard object with more to distinguish: as much as AWS's quotas allow, or all at random. Lines of the
 * generator, some of whose fields are written again, seeded. There is no model of these; the plain reader says what is
 * in them.
 */
import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Random, random } from '../local/generate/random.ts';
import { bigData } from './data.ts';

export type Variety =
  /** 100 target groups, 3,000 targets that come and go within an hour, 1,000 at a time, 300 kinds of line. */
  | 'quotas'
  /** Targets, status codes, actions and 500 target groups at random. */
  | 'hostile';

const VERSION = 1;
const TARGET_GROUPS = 100;
const TARGETS_AT_A_TIME = 1_000;
const TARGETS = 3_000;
const MINUTES = 60;
const MINUTE_MILLIS = 60_000;
const TYPES = ['http', 'https', 'h2', 'grpcs'];
const CODES = [
  ...['200', '201', '202', '204', '206', '301', '302', '304', '307', '308', '400', '401', '403'],
  ...['404', '405', '408', '409', '410', '413', '429', '500', '501', '503', '204', '422'],
];
const ACTIONS = ['forward', 'waf,forward', 'authenticate,forward'];
/** Of lines that are of any kind; the others are as they were. */
const UNUSUAL_SHARE = 0.1;

/** A file of that many lines. */
export async function variedData(lines: number, variety: Variety): Promise<string> {
  const { file } = await bigData(lines);
  const varied = `${file}.${variety}-${VERSION}.gz`;
  if (existsSync(varied)) return varied;
  console.error(`generating ${varied}`);
  const source = createReadStream(file).pipe(createGunzip());
  const change = variety === 'quotas' ? withinQuotas : atRandom;
  const seeded = random(variety, 1);
  const texts = async function* (): AsyncGenerator<string> {
    let index = 0;
    for await (const line of createInterface({ input: source })) yield `${change(line, index++ / lines, seeded)}\n`;
  };
  await pipeline(Readable.from(texts()), createGzip(), createWriteStream(`${varied}.part`));
  renameSync(`${varied}.part`, varied);
  return varied;
}

/** What differs from line to line. */
interface Written {
  readonly type?: string;
  readonly target: string;
  readonly targetGroup: string;
  readonly status?: string;
  readonly actions?: string;
  /** Added to both times. */
  readonly minutes: number;
}

/** `at`: how far the object is, from 0 to 1. */
function withinQuotas(line: string, at: number, seeded: Random): string {
  const group = Math.floor(TARGET_GROUPS * seeded.unit() ** 2);
  const oldest = Math.floor(at * (TARGETS - TARGETS_AT_A_TIME));
  const place = Math.floor((seeded.unit() * TARGETS_AT_A_TIME) / TARGET_GROUPS) * TARGET_GROUPS + group;
  const times = Math.floor((oldest + TARGETS_AT_A_TIME - 1 - place) / TARGETS_AT_A_TIME);
  const target = place + times * TARGETS_AT_A_TIME;
  const isUnusual = seeded.unit() < UNUSUAL_SHARE;
  return written(line, {
    target: address(target),
    targetGroup: groupName(group),
    minutes: Math.floor((at * MINUTES) / 5) * 5,
    ...(isUnusual && { type: pick(TYPES, seeded), status: pick(CODES, seeded), actions: pick(ACTIONS, seeded) }),
  });
}

function atRandom(line: string, _at: number, seeded: Random): string {
  return written(line, {
    target: address(seeded.unit() * 2 ** 24),
    targetGroup: groupName(Math.floor(seeded.unit() * 500)),
    status: `${100 + Math.floor(seeded.unit() * 500)}`,
    actions: `forward-${Math.floor(seeded.unit() * 1e6)}`,
    minutes: 0,
  });
}

const pick = (texts: readonly string[], seeded: Random): string =>
  texts[Math.floor(seeded.unit() * texts.length)] ?? '';
const groupName = (group: number): string => `service-${group}/${group.toString(16).padStart(16, '0')}`;
const address = (number: number): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}:8080`;

function written(line: string, { type, target, targetGroup, status, actions, minutes }: Written): string {
  const parts = line.split(' ');
  const hasTarget = parts[4] !== '-';
  if (type !== undefined && !(parts[0] ?? '').startsWith('ws')) parts[0] = type;
  parts[1] = later(parts[1], minutes);
  if (hasTarget) parts[4] = target;
  if (hasTarget && status !== undefined && parts[9] !== '-') parts[8] = parts[9] = status;
  const text = parts.join(' ');
  const withGroup = text.replace(/targetgroup\/[^ ]+/, `targetgroup/${targetGroup}`);
  const withCreation = withGroup.replace(
    CREATION,
    (_all, before: string, time: string) => before + later(time, minutes),
  );
  return actions === undefined ? withCreation : withCreation.replace('"forward"', `"${actions}"`);
}

/** The rule's priority, then when the request came. */
const CREATION = /( -?\d+ )(\d{4}-\d\d-\d\dT[\d:.]+Z)/;

function later(time = '', minutes: number): string {
  const micros = time.slice(23, 26);
  return `${new Date(Date.parse(`${time.slice(0, 23)}Z`) + minutes * MINUTE_MILLIS).toISOString().slice(0, 23)}${micros}Z`;
}
