/** Batches of objects through `processBatch`, against a stand-in for AWS. */

import { Agent } from 'node:http';
import { processBatch } from '../../lambda/batch/batch.ts';
import { cloudWatchClient, dynamoDbClient, s3Client } from '../../lambda/batch/clients.ts';
import type { Edge } from '../../lambda/batch/work.ts';
import { DEFAULT_CONFIG } from '../../lambda/config.ts';

/** Clients as handler.ts makes them, but for TLS. */
export function edgeOf(endpoint: string): Edge {
  const common = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  const httpAgent = new Agent({ keepAlive: false });
  return {
    s3: s3Client({ ...common, forcePathStyle: true }),
    cloudwatch: cloudWatchClient({ ...common, requestHandler: { httpAgent } }),
    ledger: { client: dynamoDbClient(common), table: 'ledger' },
    config: DEFAULT_CONFIG,
    console: { log: () => undefined, error: (line: unknown) => console.error(line) },
    backoffMillis: 200,
  };
}

/** Milliseconds of the handler for a batch of these objects; throws where one of them failed. */
export async function invoke(edge: Edge, keys: readonly string[]): Promise<{ wall: number; cpu: number }> {
  const Records = keys.map((key, at) => ({
    messageId: `${at}`,
    eventSource: 'aws:sqs',
    body: JSON.stringify({
      Records: [
        {
          ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
          s3: { bucket: { name: 'logs' }, object: { key: encodeURIComponent(key), eTag: 'e' } },
        },
      ],
    }),
  }));
  const end = Date.now() + 120_000;
  const invocation = { awsRequestId: 'bench', getRemainingTimeInMillis: () => end - Date.now() };
  const began = performance.now();
  const before = process.cpuUsage();
  const { batchItemFailures } = await processBatch(edge, { Records }, invocation);
  const { user, system } = process.cpuUsage(before);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} objects failed`);
  return { wall: performance.now() - began, cpu: (user + system) / 1_000 };
}
