/** Log objects for runs with faults: one for each load balancer, so that each publication can be recognized. */
import { type Config, DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { recognize } from '../../../lambda/formats/index.ts';
import { ingest } from '../../../lambda/ingest/ingest.ts';
import { metricDataRequests } from '../../../lambda/publish/requests.ts';
import { type GeneratedObject, gzipped, traffic } from '../../../local/generate/traffic.ts';

export interface FaultObject {
  readonly key: string;
  readonly body: Buffer;
  readonly loadBalancer: string;
  readonly log: GeneratedObject;
  /** Minutes of each of its PutMetricData requests when it is published alone. */
  readonly minutesOfRequests: readonly (readonly number[])[];
}

/** Lets an object have more data than one request takes. */
export const FAULT_CONFIG: Config = { ...DEFAULT_CONFIG, maxSeriesPerLoadBalancer: 5_000 };

const INTERVAL = 300_000;

export interface ObjectsOptions {
  readonly seed: number;
  readonly count: number;
  /** Every so many objects is too big for one request; 0 for none. */
  readonly bigEvery?: number;
}

export async function faultObjects({ seed, count, bigEvery = 0 }: ObjectsOptions): Promise<readonly FaultObject[]> {
  const objects: FaultObject[] = [];
  // The whole interval before the last: CloudWatch takes it, and no line of it lies ahead.
  const start = new Date(Math.floor(Date.now() / INTERVAL) * INTERVAL - 2 * INTERVAL);
  for (let index = 0; index < count; index++) {
    const isBig = bigEvery > 0 && (index + 1) % bigEvery === 0;
    const groups = isBig ? BIG_TARGET_GROUPS : 2;
    const targetGroups = Array.from({ length: groups }, (_, group) => ({ name: `group-${group}` }));
    const requestsPerMinute = isBig ? 3 * groups : 5 + (index % 7);
    const loadBalancers = [{ name: `balancer-${index}`, requestsPerMinute, targetGroups }];
    const [log] = traffic({ start, minutes: 3, loadBalancers, nodes: 1, clients: 200, seed: seed + index });
    if (log === undefined) throw new Error('the generator must make an object, got none');
    objects.push(await faultObject(log));
  }
  return objects;
}

/** Five data for each and every minute: two minutes fill a request, the third needs another. */
const BIG_TARGET_GROUPS = 85;

async function faultObject(log: GeneratedObject): Promise<FaultObject> {
  const recognized = recognize(log.key);
  if ('ignored' in recognized) throw new Error(`expected the key of a log object, got '${log.key}'`);
  const { format, facts } = recognized;
  const body = gzipped(log);
  const chunks = (async function* () {
    yield body;
  })();
  const { aggregates } = await ingest({ key: log.key, format, facts, chunks }, { config: FAULT_CONFIG });
  const minutesOfRequests = metricDataRequests(aggregates).map(({ data }) => [
    ...new Set(data().map(({ Timestamp }) => Timestamp?.getTime() ?? 0)),
  ]);
  return { key: log.key, body, loadBalancer: facts.loadBalancer ?? '', log, minutesOfRequests };
}
