/**
 * The entry point of the function: the only file that reads the environment. Lambda calls `handler` with any event that
 * announces log objects. For a batch of a queue it answers with the messages that failed; any other event fails as a
 * whole.
 */
import { Agent as HttpsAgent } from 'node:https';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type BatchResponse, processBatch } from './batch/batch.ts';
import { cloudWatchClient, dynamoDbClient, s3Client } from './batch/clients.ts';
import type { Edge, Invocation } from './batch/work.ts';
import { fromEnvironment } from './config.ts';
import { PUT_TIMEOUT_MILLIS } from './publish/put.ts';

/** First wait before a refused PutMetricData is sent again. */
const BACKOFF_MILLIS = 200;

/** Throws where a setting is missing, so that a wrong deployment fails at its first start. */
function edgeFrom(environment: NodeJS.ProcessEnv): Edge {
  const table = environment.LEDGER_TABLE;
  if (table === undefined || table === '')
    throw new Error('LEDGER_TABLE is not set: must be the name of the DynamoDB table');
  const queueUrl = environment.DEAD_LETTER_QUEUE_URL;
  return {
    config: fromEnvironment(environment),
    // No limit on the whole of a request: a body takes as long as its object is big. A silent socket is given up.
    s3: s3Client({ requestHandler: { connectionTimeout: 2_000, socketTimeout: 20_000 } }),
    cloudwatch: cloudWatchClient({
      requestHandler: {
        ...timeouts(PUT_TIMEOUT_MILLIS),
        // A kept connection that CloudWatch has closed between two invocations would make a request of unknown outcome.
        httpsAgent: new HttpsAgent({ keepAlive: false }),
      },
    }),
    ledger: { client: dynamoDbClient({ requestHandler: timeouts(3_000) }), table },
    ...(queueUrl !== undefined && {
      deadLetters: {
        queueUrl,
        client: new SQSClient({ requestHandler: timeouts(5_000), maxAttempts: 2 }),
      },
    }),
    console,
    backoffMillis: BACKOFF_MILLIS,
  };
}

/** For short answers. `requestTimeout` ends when an answer begins; from then on `socketTimeout` limits each wait. */
function timeouts(millis: number) {
  return { connectionTimeout: 2_000, requestTimeout: millis, socketTimeout: millis, throwOnRequestTimeout: true };
}

const EDGE = edgeFrom(process.env);

export function handler(event: unknown, context: Invocation): Promise<BatchResponse> {
  return processBatch(EDGE, event, context);
}
