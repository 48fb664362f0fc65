/**
 * Logs of the other families, to show them in the preview next to the access logs of the incident, and sound lines of
 * every format for tests and fuzzing.
 *
 * The present moment and a seed -> log objects of the three hours that end at it, under AWS's keys; the same for the
 * same seed. What they tell fits the incident (sample-incident.ts): the call that changed the target group, the targets
 * that flap.
 */
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { client, visitors } from './clients.ts';
import { cloudtrailRecord, ordinaryCall, storyCalls } from './families/api-events.ts';
import { albConnectionLine, nlbAccessLine } from './families/connections.ts';
import { wafLine } from './families/firewall.ts';
import { albHealthCheckLine, CHECKED, jdcloudHealthCheckLine } from './families/health-checks.ts';
import { type Moment, pick } from './families/moment.ts';
import {
  baiduBlbLine,
  CLOUDFRONT_HEADER,
  clbAccessLine,
  cloudfrontJson,
  cloudfrontLine,
  jdcloudAlbLine,
} from './families/requests.ts';
import { DEFAULT_PLACE, loadBalancer } from './load-balancer.ts';
import { random } from './random.ts';
import { moments } from './traffic.ts';

export interface FamilyObject {
  readonly key: string;
  /** The text before compression. */
  readonly plain: Buffer;
  /** When it appears in the bucket. */
  readonly arrival: Date;
}

const MINUTE = 60_000;
const INTERVAL = 5 * MINUTE;
const INTERVALS = 36;

const { account, region } = DEFAULT_PLACE;

function balancerId(name: string): string {
  return loadBalancer({ name, requestsPerMinute: 1, targetGroups: [{ name: 'any' }] }, DEFAULT_PLACE).id;
}

const SHOP = balancerId('shop');
const PARTNERS = balancerId('partner-api');
const QUEUE = 'net/queue/c6e77e28c25b2234';

/** One series of objects: a line for each moment, so many a minute. */
interface Stream {
  readonly name: string;
  readonly family: Family;
  readonly perMinute: number;
  readonly line: (moment: Moment) => string;
  readonly key: (end: Date, unique: string) => string;
}

const STREAMS: readonly Stream[] = [
  {
    name: 'shop connections',
    family: 'connections',
    perMinute: 60,
    line: (moment) => albConnectionLine(SHOP, moment),
    key: (end, unique) => elbKey({ kind: 'conn_log_', id: SHOP, end, unique }),
  },
  {
    name: 'partner connections',
    family: 'connections',
    perMinute: 25,
    line: (moment) => albConnectionLine(PARTNERS, moment),
    key: (end, unique) => elbKey({ kind: 'conn_log_', id: PARTNERS, end, unique }),
  },
  {
    name: 'queue connections',
    family: 'connections',
    perMinute: 30,
    line: (moment) => nlbAccessLine(QUEUE, moment),
    key: (end, unique) => elbKey({ kind: '', id: QUEUE, end, unique }),
  },
  {
    name: 'shop health checks',
    family: 'healthChecks',
    perMinute: 20,
    line: (moment) => albHealthCheckLine(SHOP, pick(moment.r, CHECKED), moment),
    key: (end, unique) => elbKey({ kind: 'health_check_log_', id: SHOP, end, unique }),
  },
  {
    name: 'shop firewall',
    family: 'firewall',
    perMinute: 50,
    line: (moment) => wafLine(SHOP, moment),
    key: wafKey,
  },
];

/** Logs of these families; of `requests` there are none, they are the incident's. */
export function familyObjects(now: Date, families: readonly Family[], seed = 1): FamilyObject[] {
  const last = Math.floor(now.getTime() / INTERVAL) * INTERVAL;
  const first = last - INTERVALS * INTERVAL;
  const objects: FamilyObject[] = [];
  for (let from = first; from < last; from += INTERVAL) {
    const r = random(seed, 'family objects', from);
    const end = new Date(from + INTERVAL);
    const add = (key: string, text: string) =>
      objects.push({ key, plain: Buffer.from(text), arrival: new Date(end.getTime() + MINUTE + r.below(6 * MINUTE)) });
    for (const stream of STREAMS.filter(({ family }) => families.includes(family))) {
      add(stream.key(end, r.hex(8)), linesOf(stream, { first, from, seed }));
    }
    if (families.includes('apiEvents')) add(cloudtrailKey(end, r.hex(16)), cloudtrailDocument({ first, from, seed }));
  }
  return objects;
}

interface Interval {
  /** Beginning of the story and of this interval. */
  readonly first: number;
  readonly from: number;
  readonly seed: number;
}

function linesOf({ name, perMinute, line }: Stream, { first, from, seed }: Interval): string {
  const r = random(seed, name, from);
  const lines: string[] = [];
  for (let minute = from; minute < from + INTERVAL; minute += MINUTE) {
    for (const time of moments(minute, perMinute, r)) {
      lines.push(`${line({ time: Math.floor(time), minute: (time - first) / MINUTE, r })}\n`);
    }
  }
  return lines.join('');
}

function cloudtrailDocument({ first, from, seed }: Interval): string {
  const r = random(seed, 'cloudtrail', from);
  const story = storyCalls(SHOP);
  const records: string[] = [];
  for (let start = from; start < from + INTERVAL; start += MINUTE) {
    const minute = Math.round((start - first) / MINUTE);
    const moment = { time: start + r.below(MINUTE), minute, r };
    for (const call of [ordinaryCall(moment), ...(story.get(minute) ?? [])])
      records.push(cloudtrailRecord(call, moment));
  }
  return `{"Records":[${records.join(',')}]}`;
}

function elbKey(parts: {
  readonly kind: string;
  readonly id: string;
  readonly end: Date;
  readonly unique: string;
}): string {
  const { kind, id, end, unique } = parts;
  const node = id.startsWith('net/') ? '' : '_203.0.113.80';
  const name = `${kind}${account}_elasticloadbalancing_${region}_${id.replaceAll('/', '.')}_${stamp(end)}${node}_${unique}`;
  return `AWSLogs/${account}/elasticloadbalancing/${region}/${dayFolder(end)}/${name}.log.gz`;
}

function wafKey(end: Date, unique: string): string {
  const clock = end.toISOString().slice(11, 16).replace(':', '/');
  const name = `${account}_waflogs_${region}_shop-acl_${stamp(end)}_${unique}`;
  return `AWSLogs/${account}/WAFLogs/${region}/shop-acl/${dayFolder(end)}/${clock}/${name}.log.gz`;
}

function cloudtrailKey(end: Date, unique: string): string {
  const name = `${account}_CloudTrail_${region}_${stamp(end)}_${unique}`;
  return `AWSLogs/${account}/CloudTrail/${region}/${dayFolder(end)}/${name}.json.gz`;
}

function dayFolder(end: Date): string {
  return end.toISOString().slice(0, 10).replaceAll('-', '/');
}

function stamp(end: Date): string {
  return `${end.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
}

/** Format -> a sound line (of CloudTrail: record) of it. */
const LINES: Readonly<Record<string, (moment: Moment) => string>> = {
  'alb-connection': (moment) => albConnectionLine(pick(moment.r, [SHOP, PARTNERS]), moment),
  'alb-health-check': (moment) => albHealthCheckLine(SHOP, pick(moment.r, CHECKED), moment),
  'nlb-access': (moment) => nlbAccessLine(QUEUE, moment),
  'clb-access': (moment) => clbAccessLine('edge-classic', moment),
  cloudfront: (moment) => cloudfrontLine(moment),
  'cloudfront-json': (moment) => cloudfrontJson(moment),
  'baidu-blb': baiduBlbLine,
  'jdcloud-alb': jdcloudAlbLine,
  'jdcloud-health-check': jdcloudHealthCheckLine,
  waf: (moment) => wafLine(SHOP, moment),
  cloudtrail: (moment) => cloudtrailRecord(ordinaryCall(moment), moment),
};

/**
 * `count` sound lines of a format, four a second, without line feeds; CloudFront's text begins with its header lines.
 */
export function soundLines(format: string, count: number, seed: number): readonly string[] {
  return [...headerOf(format), ...linesFrom(format, { count, seed, millisecondsApart: 250 })];
}

export interface BusyOptions {
  readonly count: number;
  readonly seed: number;
  readonly millisecondsApart: number;
  /** Visitors whose popularity follows Zipf's law; without them a few addresses and one program. */
  readonly clients?: number;
}

/** As many lines as a busy load balancer has, one after the other, so that no list of them need be held. */
export function* linesFrom(format: string, options: BusyOptions): Generator<string> {
  const { count, seed, millisecondsApart, clients = 0 } = options;
  const line = LINES[format];
  if (line === undefined) throw new Error(`the format is '${format}': must be one of ${Object.keys(LINES).join(', ')}`);
  const r = random(seed, format);
  const visitor =
    clients === 0
      ? undefined
      : visitors(
          Array.from({ length: clients }, () => client(r)),
          r,
        );
  const start = Date.UTC(2026, 4, 4, 10);
  for (let at = 0; at < count; at++) {
    const time = start + Math.floor(at * millisecondsApart);
    yield line({ time, minute: (time - start) / MINUTE, r, ...(visitor === undefined ? {} : { client: visitor() }) });
  }
}

export function headerOf(format: string): readonly string[] {
  return format === 'cloudfront' ? CLOUDFRONT_HEADER.split('\n') : [];
}
