/**
 * Access logs of made-up traffic, object by object, as the nodes of load balancers deliver them to S3.
 *
 * Load balancers, minutes, incidents and a seed -> one log object per node and five minutes, with AWS's key, its
 * text, the moment it arrives, and what a reader must find in it. The same options give the same bytes. Source of key
 * and interval: "Access logs for your Application Load Balancer" in the Elastic Load Balancing user guide.
 */

import { gzipSync } from 'node:zlib';
import type { Expected } from './expected.ts';
import type { PlannedIncident } from './incident.ts';
import { MAXIMUM_FIELDS, MINIMUM_FIELDS } from './line.ts';
import { type AccountPlace, DEFAULT_PLACE, type LoadBalancerSpec, loadBalancer } from './load-balancer.ts';
import { type LoadBalancerNode, loadBalancerNode } from './node.ts';
import { type Random, random } from './random.ts';

export interface TrafficOptions {
  readonly start: Date;
  readonly minutes: number;
  readonly loadBalancers: readonly LoadBalancerSpec[];
  readonly seed?: number;
  /** Nodes of each load balancer; each writes its own objects. */
  readonly nodes?: number;
  readonly incidents?: readonly PlannedIncident[];
  /** Fields in a line, 17 to 36. */
  readonly fields?: number;
  readonly clients?: number;
  /** How far traffic swings around its mean over an hour, 0 to 1. */
  readonly variation?: number;
  /** What the requests of a load balancer are multiplied by in a minute since the start; 1 when undefined. */
  readonly volume?: (loadBalancer: string, minute: number) => number;
  readonly place?: AccountPlace;
  /** Put in front of AWSLogs/ in the keys. */
  readonly prefix?: string;
}

export interface GeneratedObject {
  readonly key: string;
  /** The text before compression. */
  readonly plain: Buffer;
  /** End of the five minutes the object is about. */
  readonly end: Date;
  /** When it appears in the bucket: one to seven minutes after the end. */
  readonly arrival: Date;
  readonly expected: Expected;
}

const INTERVAL = 300_000;
const MINUTE = 60_000;

export function* traffic(options: TrafficOptions): Generator<GeneratedObject> {
  check(options);
  const { seed = 1, place = DEFAULT_PLACE, nodes = 2 } = options;
  const first = Math.floor(options.start.getTime() / MINUTE) * MINUTE;
  const last = first + options.minutes * MINUTE;
  const stations = options.loadBalancers.flatMap((spec, index) =>
    Array.from({ length: nodes }, (_, number) => station(options, { spec, index, number, first })),
  );
  const r = random(seed, 'objects');
  for (let from = first; from < last; ) {
    const to = Math.min(Math.floor(from / INTERVAL) * INTERVAL + INTERVAL, last);
    const end = new Date(Math.ceil(to / INTERVAL) * INTERVAL);
    for (const { spec, node, id } of stations) {
      const volume = (minute: number) => options.volume?.(spec.name, (minute - first) / MINUTE) ?? 1;
      const mean = spec.requestsPerMinute / nodes;
      const plain = Buffer.from(objectText(node, { from, to, mean, volume, options }), 'latin1');
      yield {
        key: objectKey({
          place,
          prefix: options.prefix,
          loadBalancerId: id,
          end,
          address: node.address,
          random: r.hex(8),
        }),
        plain,
        end,
        arrival: new Date(end.getTime() + MINUTE + r.below(6 * MINUTE)),
        expected: node.expected(),
      };
    }
    from = to;
  }
}

/** The object as it lies in the bucket. */
export function gzipped(object: GeneratedObject): Buffer {
  return gzipSync(object.plain, { level: 6 });
}

function check({ fields = MAXIMUM_FIELDS, loadBalancers, minutes }: TrafficOptions): void {
  if (fields < MINIMUM_FIELDS || fields > MAXIMUM_FIELDS) {
    throw new Error(`fields is ${fields}: must be ${MINIMUM_FIELDS} to ${MAXIMUM_FIELDS}`);
  }
  if (loadBalancers.length === 0) throw new Error('loadBalancers is empty: must be at least one');
  if (!(minutes > 0)) throw new Error(`minutes is ${minutes}: must be a number above 0`);
}

interface Position {
  readonly spec: LoadBalancerSpec;
  readonly index: number;
  readonly number: number;
  readonly first: number;
}

function station(options: TrafficOptions, { spec, index, number, first }: Position) {
  const balancer = loadBalancer(spec, options.place ?? DEFAULT_PLACE);
  const node = loadBalancerNode({
    seed: options.seed ?? 1,
    loadBalancer: balancer,
    address: `10.0.${index + 1}.${number + 11}`,
    number,
    start: first,
    incidents: options.incidents ?? [],
    clients: options.clients ?? 4_000,
    fields: options.fields ?? MAXIMUM_FIELDS,
  });
  return { spec, node, id: balancer.id };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Lines a minute. */
  readonly mean: number;
  /** What it is multiplied by in the minute that begins then. */
  readonly volume: (minute: number) => number;
  readonly options: TrafficOptions;
}

function objectText(node: LoadBalancerNode, { from, to, mean, volume, options }: Stretch): string {
  const lines: string[] = [];
  for (let minute = from; minute < to; minute += MINUTE) {
    const swing = Math.sin((2 * Math.PI * minute) / 3_600_000) * (options.variation ?? 0.15);
    const count = Math.round(mean * (1 + swing) * volume(minute));
    for (const moment of moments(minute, count, random(options.seed ?? 1, node.name, minute)))
      lines.push(node.line(moment));
  }
  return lines.join('');
}

/** Moments of one minute in order, a random one in each of `count` equal slots. */
export function* moments(minute: number, count: number, r: Random): Generator<number> {
  for (let slot = 0; slot < count; slot++) yield minute + ((slot + r.unit()) * MINUTE) / count;
}

interface KeyParts {
  readonly place: AccountPlace;
  readonly prefix: string | undefined;
  readonly loadBalancerId: string;
  readonly end: Date;
  readonly address: string;
  readonly random: string;
}

export function objectKey({ place, prefix, loadBalancerId, end, address, random }: KeyParts): string {
  const { account, region } = place;
  const iso = end.toISOString();
  const folder = `AWSLogs/${account}/elasticloadbalancing/${region}/${iso.slice(0, 10).replaceAll('-', '/')}`;
  const endTime = `${iso.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const name = `${account}_elasticloadbalancing_${region}_${loadBalancerId.replaceAll('/', '.')}_${endTime}_${address}_${random}.log.gz`;
  return `${prefix === undefined || prefix === '' ? '' : `${prefix}/`}${folder}/${name}`;
}
