/**
 * The function in a process that does nothing else, bundled as it is deployed (deployed.ts), in front of counted
 * clients. Its calls are only kept while it runs, and looked at in the end.
 */
import { processBatch } from '../../lambda/batch/batch.ts';
import { type Counts, countedAws, type Waits, type WireDatum } from '../counted-aws.ts';

/** Objects of one batch, by key; undefined when there is none left. */
export interface Task {
  readonly objects: readonly (readonly [key: string, bytes: Uint8Array])[];
  /** The first batch pays for compiling the code, which a function that stays warm does once. */
  readonly isWarmUp: boolean;
}

export interface BatchTimes {
  readonly cpuMilliseconds: number;
  readonly idleMilliseconds: number;
}

export interface Totals {
  readonly counts: Counts;
  readonly requests: readonly (readonly WireDatum[])[];
}

const WAITS: Waits = JSON.parse(process.argv[2] ?? '');
const counted = countedAws({}, WAITS);

process.on('message', async (task: Task | 'end') => {
  if (task === 'end') {
    const totals: Totals = { counts: counted.counts, requests: counted.requests() };
    process.send?.(totals);
    return;
  }
  process.send?.(await run(task));
});
// A parent that was killed cannot end it.
process.once('disconnect', () => process.exit());

/** Throws unless every object was counted. */
async function run({ objects, isWarmUp }: Task): Promise<BatchTimes> {
  const aws = isWarmUp ? countedAws({}, WAITS) : counted;
  aws.objects.clear();
  for (const [key, bytes] of objects) aws.objects.set(key, Buffer.from(bytes));
  const Records = objects.map(([key, bytes], at) => record(key, { bytes, at }));
  const began = performance.eventLoopUtilization();
  const before = process.cpuUsage();
  const invocation = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 600_000 };
  const { batchItemFailures } = await processBatch(aws.edge, { Records }, invocation);
  const { user, system } = process.cpuUsage(before);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} of ${objects.length} objects failed`);
  return {
    cpuMilliseconds: (user + system) / 1_000,
    idleMilliseconds: performance.eventLoopUtilization(began).idle,
  };
}

function record(key: string, { bytes, at }: { readonly bytes: Uint8Array; readonly at: number }) {
  const object = { key: encodeURIComponent(key).replaceAll('%2F', '/'), size: bytes.length, eTag: 'e' };
  const event = {
    ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
    s3: { bucket: { name: 'logs' }, object },
  };
  return { messageId: `${at}`, eventSource: 'aws:sqs', body: JSON.stringify({ Records: [event] }) };
}
