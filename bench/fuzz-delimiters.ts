/**
 * Requests that try to forge log entries, made from a seed: a URL, host or user agent that holds a whole line, or a
 * part of one, cut by some delimiter. Checked: none of it is published, and every honest line is still counted.
 *
 * What a client cannot write is not tried: load balancers escape control characters and quotes.
 */
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { ALB_ACCESS_FIELDS } from '../lambda/formats/alb-access.ts';
import { ALB_CONNECTION_FIELDS } from '../lambda/formats/alb-connection.ts';
import { BAIDU_BLB_FIELDS } from '../lambda/formats/baidu-blb.ts';
import { CLOUDFRONT_FIELDS } from '../lambda/formats/cloudfront.ts';
import { fields } from '../lambda/formats/fields.ts';
import { NO_FACTS } from '../lambda/formats/format.ts';
import { formatNamed } from '../lambda/formats/index.ts';
import { JDCLOUD_ALB_FIELDS } from '../lambda/formats/jdcloud-alb.ts';
import { NLB_ACCESS_FIELDS } from '../lambda/formats/nlb-access.ts';
import { ingest } from '../lambda/ingest/ingest.ts';
import { metricData } from '../lambda/publish/datum.ts';
import { bigObjectText } from '../local/generate/big-object.ts';
import { soundLines } from '../local/generate/families.ts';
import { type Random, random } from '../local/generate/random.ts';
import { pieces } from './mutate.ts';

interface Target {
  readonly names: readonly string[];
  /** Fields that a client writes. */
  readonly written: readonly string[];
  /** What the client would like to see published, by field. */
  readonly wish: Readonly<Record<string, string>>;
  readonly rows: (lines: number, seed: number) => readonly (readonly string[])[];
}

const spaced = (lines: readonly string[]) => lines.map((line) => fields(line) ?? []);
const members = (names: readonly string[], lines: readonly string[]) =>
  lines.map((line) => {
    const row = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return names.map((name) => String(row[name] ?? '-'));
  });

const TARGETS: Readonly<Record<string, Target>> = {
  'alb-access-vended': {
    names: ALB_ACCESS_FIELDS,
    written: [
      'request',
      'user_agent',
      'domain_name',
      'redirect_url',
      'transformed_host',
      'transformed_uri',
      'trace_id',
    ],
    wish: {
      elb: 'app/evil/0123456789abcdef',
      elb_status_code: '599',
      target_group_arn: 'targetgroup/evil/0123456789abcdef',
    },
    rows: (lines, seed) => spaced([...bigObjectText({ lines, seed })].join('').trimEnd().split('\n')),
  },
  'alb-connection-vended': {
    names: ALB_CONNECTION_FIELDS,
    written: ['leaf_client_cert_subject'],
    wish: { elb: 'app/evil/0123456789abcdef', tls_protocol: 'evil', tls_verify_status: 'Failed:evil' },
    rows: (lines, seed) => spaced(soundLines('alb-connection', lines, seed)),
  },
  'nlb-access-vended': {
    names: NLB_ACCESS_FIELDS,
    written: ['domain_name', 'alpn_client_preference_list'],
    wish: { elb: 'net/evil/0123456789abcdef', tls_keyexchange: 'evil' },
    rows: (lines, seed) => soundLines('nlb-access', lines, seed).map((line) => line.split(' ')),
  },
  cloudfront: {
    names: CLOUDFRONT_FIELDS,
    written: ['cs-uri-stem', 'cs(Referer)', 'cs(User-Agent)', 'cs-uri-query', 'cs(Cookie)', 'x-host-header'],
    wish: { 'cs(Host)': 'evil.cloudfront.net', 'sc-status': '599' },
    rows: (lines, seed) =>
      soundLines('cloudfront', lines, seed)
        .filter((line) => !line.startsWith('#'))
        .map((line) => line.split('\t')),
  },
  'baidu-blb': {
    names: BAIDU_BLB_FIELDS,
    written: ['host', 'request', 'http_referer', 'http_user_agent', 'http_x_forwarded_for'],
    wish: { vip: '6.6.6.6', response_status: '599', vdum_ups_id: 'evil', extension_log: 'evil&0&0&0' },
    rows: (lines, seed) => members(BAIDU_BLB_FIELDS, soundLines('baidu-blb', lines, seed)),
  },
  'jdcloud-alb': {
    names: JDCLOUD_ALB_FIELDS,
    written: ['host', 'request_uri', 'http_user_agent'],
    wish: { alb_id: 'alb-evil', status: '599' },
    rows: (lines, seed) => members(JDCLOUD_ALB_FIELDS, soundLines('jdcloud-alb', lines, seed)),
  },
};

export const HOSTILE_FORMATS = Object.keys(TARGETS);

const DELIMITERS = ['\t', '|', ';', '^', '\u0001', ',', ' '] as const;
type Delimiter = (typeof DELIMITERS)[number];

export interface FuzzedDelimiters {
  readonly honest: number;
  readonly attacks: number;
  /** Attacks that were counted as what they are: one request each. */
  readonly countedAsOne: number;
}

/** One object of honest lines and attacks; throws with format and seed where a check fails. */
export async function fuzzDelimiters(name: string, lines: number, seed: number): Promise<FuzzedDelimiters> {
  const target = TARGETS[name];
  const format = formatNamed(name);
  if (target === undefined || format === undefined) throw new Error(`no format '${name}' to attack`);
  const r = random('delimiters', name, seed);
  const delimiter = DELIMITERS[r.below(DELIMITERS.length)] ?? '\t';
  const rows = target.rows(lines, seed).map((row) => withoutDelimiter(target, row, delimiter));
  const attacks = rows.slice(0, 1 + r.below(lines)).map((row) => attacked(target, row, r));
  const text = [...header(target, delimiter, r), ...placed(rows, attacks, r).map((row) => joined(row, delimiter))].join(
    '\n',
  );
  const object = { key: 'fuzzed', format, facts: NO_FACTS, chunks: pieces(Buffer.from(text), r) };
  const { lines: account, aggregates } = await ingest(object, { config: DEFAULT_CONFIG });
  const forged = metricData(aggregates).find(({ Dimensions = [] }) => Dimensions.some(({ Value }) => isForged(Value)));
  const where = `${name}, seed ${seed}, delimiter ${JSON.stringify(delimiter)}`;
  if (forged !== undefined) throw new Error(`${where}: published ${JSON.stringify(forged)}`);
  if (account.parsed < rows.length) {
    throw new Error(`${where}: of ${rows.length} honest lines, ${account.parsed} were counted`);
  }
  return { honest: rows.length, attacks: attacks.length, countedAsOne: account.parsed - rows.length };
}

function isForged(value: string | undefined): boolean {
  return value !== undefined && /evil|599|6\.6\.6\.6/.test(value);
}

/** Before the honest lines, among them, or behind them. */
function placed(rows: readonly (readonly string[])[], attacks: readonly (readonly string[])[], r: Random) {
  const place = r.below(3);
  if (place === 0) return [...attacks, ...rows];
  if (place === 1) return [...rows, ...attacks];
  return rows.flatMap((row, at) => [row, ...attacks.slice(at, at + 1)]).concat(attacks.slice(rows.length));
}

function header({ names }: Target, delimiter: Delimiter, r: Random): readonly string[] {
  const kind = r.below(3);
  if (kind === 0) return [];
  return [`#Fields: ${names.join(kind === 1 ? ' ' : delimiter)}`];
}

function joined(row: readonly string[], delimiter: Delimiter): string {
  return delimiter === ' ' ? row.map((field) => `"${field}"`).join(' ') : row.join(delimiter);
}

/** Honest clients do not write the delimiter. */
function withoutDelimiter({ names }: Target, row: readonly string[], delimiter: Delimiter): readonly string[] {
  if (delimiter === ' ') return row;
  return names.map((name, at) => {
    const field = row[at] ?? '-';
    // The two dates of a certificate have a semicolon between them.
    return name.endsWith('validity') && field.includes(delimiter) ? '-' : field.replaceAll(delimiter, '_');
  });
}

/**
 * A row of which a client wrote some fields: text before, then a line (or a part of it) as the client wants it, then
 * text behind.
 */
function attacked({ names, written, wish }: Target, row: readonly string[], r: Random): readonly string[] {
  const usable = DELIMITERS.filter((one) => one !== '\t' && one !== '\u0001');
  const cut = usable[r.below(usable.length)] ?? '|';
  const wanted = names.map((name, at) => wish[name] ?? row[at] ?? '-');
  // What is before it may be taken for the first field.
  const from = r.below(3) === 0 ? r.below(wanted.length) : r.below(2);
  const to = r.below(3) === 0 ? from + r.below(wanted.length - from) + 1 : wanted.length;
  const line = wanted.slice(from, to).join(cut).replaceAll('"', String.raw`\x22`);
  const before = ['', 'GET https://h:443/', 'x', `x${cut}`][r.below(4)] ?? '';
  const behind = ['', cut, `${cut}x`, ' HTTP/1.1'][r.below(4)] ?? '';
  const chosen = written[r.below(written.length)];
  return names.map((name, at) => (name === chosen ? `${before}${line}${behind}` : (row[at] ?? '-')));
}
