/**
 * What carries a new log object to metrics: queue, dead-letter queue, ledger and function, with no permission beyond
 * them. The settings and, through `read`, the bucket. Limits: Lambda guide, "Using Lambda with Amazon SQS".
 */

import { Aws, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { toEnvironment } from '../../lambda/config.ts';
import { type LogBucket, readAccounts } from '../bucket/log-bucket.ts';
import { keyPrefix, readPlaces } from '../bucket/read-places.ts';
import { configFrom } from '../settings/check.ts';
import type { Settings } from '../settings/types.ts';
import { visibilitySeconds } from '../settings/visibility.ts';
import { bundledFunction } from './bundled-function.ts';
import { grantLedger, ledger } from './ledger.ts';
import { runIn } from './network.ts';

/**
 * Deliveries of a message before it goes to the dead-letter queue. Source: Lambda developer guide, "Using Lambda with
 * Amazon SQS".
 */
const RECEIVES_MIN = 5;
/**
 * An invocation reads at least so many objects of a batch before its time is up: docs/counted-once.md says how big
 * these may be.
 */
const OBJECTS_READ_MIN = 5;

export interface IngestionProps {
  readonly settings: Settings;
  /** Encrypts what is stored on the way; without it the services do with their own keys. */
  readonly key: IKey | undefined;
}

export class Ingestion extends Construct {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly ledger: Table;
  readonly logGroup: LogGroup;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, key }: IngestionProps) {
    super(scope, id);
    const queues = givenQueues(this, settings) ?? ownQueues(this, settings, key);
    this.queue = queues.queue;
    this.deadLetterQueue = queues.deadLetterQueue;
    this.ledger = ledger(this, settings, key);
    const handler = bundledFunction(this, {
      bundle: 'handler',
      description: 'Turns load balancer logs into CloudWatch metrics',
      memoryMiB: settings.function.memoryMiB,
      timeout: Duration.seconds(settings.function.timeoutSeconds),
      environment: this.#environment(settings),
      ...{ settings, key },
    });
    this.function = handler.function;
    this.logGroup = handler.logGroup;
    this.#grant(settings);
    if (key !== undefined) this.function.addToRolePolicy(useKey(key));
    if (settings.vpc !== undefined) runIn(settings.vpc, this.function);
    this.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: settings.function.batchSize,
        maxBatchingWindow: Duration.seconds(settings.function.batchWindowSeconds),
        maxConcurrency: settings.function.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }

  /** Lets the function read log objects under the prefix, and nothing else of the bucket. */
  read(bucket: LogBucket, settings: Settings): void {
    const { kmsKeyArn } = settings.bucket;
    if (kmsKeyArn !== undefined) {
      this.function.addToRolePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [kmsKeyArn] }));
    }
    // A bucket of the same app knows its key.
    bucket.encryptionKey?.grantDecrypt(this.function);
    const places = readPlaces(settings);
    for (const name of new Set(places.map((place) => place.name))) {
      const ofBucket = places.filter((place) => place.name === name);
      const arn = name === undefined ? bucket.bucketArn : `arn:${Aws.PARTITION}:s3:::${name}`;
      // Objects of a versioned bucket are read by version.
      const isVersioned = name !== undefined || settings.bucket.name !== undefined;
      this.#readUnder(arn, { isVersioned, keys: ofBucket.map(({ prefix }) => `${keyPrefix(prefix)}*`) });
    }
  }

  #readUnder(
    bucketArn: string,
    { isVersioned, keys }: { readonly isVersioned: boolean; readonly keys: readonly string[] },
  ): void {
    const actions = isVersioned ? ['s3:GetObject', 's3:GetObjectVersion'] : ['s3:GetObject'];
    const resources = keys.map((key) => `${bucketArn}/${key}`);
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources }));
    this.function.addToRolePolicy(
      new PolicyStatement({
        // Without it a deleted object reads as 403 and looks like a lost permission. IfExists, because GetObject has no
        // s3:prefix.
        actions: ['s3:ListBucket'],
        resources: [bucketArn],
        ...(!keys.includes('*') && {
          conditions: { StringLikeIfExists: { 's3:prefix': keys.length === 1 ? keys[0] : keys } },
        }),
      }),
    );
  }

  #environment(settings: Settings): Record<string, string> {
    // Whose logs are read is whose load balancers may write: another account could only have got past the bucket's
    // policy.
    const accounts = readAccounts(settings, Aws.ACCOUNT_ID);
    return {
      ...toEnvironment({ ...configFrom(settings), accounts }),
      LEDGER_TABLE: this.ledger.tableName,
      ...(reachesQueues(settings) && { DEAD_LETTER_QUEUE_URL: this.deadLetterQueue.queueUrl }),
    };
  }

  #grant(settings: Settings): void {
    grantLedger(this.ledger, this.function);
    if (reachesQueues(settings)) {
      this.function.addToRolePolicy(
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] }),
      );
    }
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        // The action knows no resources; the namespace is what can be limited.
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': settings.namespace } },
      }),
    );
  }
}

/** Of the endpoints made for a VPC none leads to SQS: there, messages go to the dead-letter queue by SQS alone. */
function reachesQueues({ vpc }: Settings): boolean {
  return vpc?.endpoints !== true;
}

/**
 * What DynamoDB asks of its caller for a table with a key (DynamoDB guide, "Encryption at rest"), and reading the
 * queue.
 */
function useKey(key: IKey): PolicyStatement {
  const uses = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'];
  return new PolicyStatement({ actions: uses.map((use) => `kms:${use}`), resources: [key.keyArn] });
}

interface Queues {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

function ownQueues(scope: Construct, settings: Settings, key: IKey | undefined): Queues {
  const encryption =
    key === undefined
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
  const deadLetterQueue = new Queue(scope, 'DeadLetterQueue', {
    ...encryption,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const queue = new Queue(scope, 'Queue', {
    ...encryption,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: Duration.seconds(visibilitySeconds(settings)),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: maxReceives(settings) },
  });
  return { queue, deadLetterQueue };
}

/**
 * Objects for which no time is left go back to the queue, which counts as a delivery: often enough for each to have its
 * turn.
 */
function maxReceives({ function: { batchSize } }: Settings): number {
  return Math.max(RECEIVES_MIN, Math.ceil(batchSize / OBJECTS_READ_MIN));
}

/** A queue that gets the bucket's events already, and its dead-letter queue; both stay as they are. */
function givenQueues(scope: Construct, { bucket }: Settings): Queues | undefined {
  const { queueArn, deadLetterQueueArn } = bucket;
  if (queueArn === undefined || deadLetterQueueArn === undefined) return undefined;
  return {
    queue: Queue.fromQueueArn(scope, 'Queue', queueArn),
    deadLetterQueue: Queue.fromQueueArn(scope, 'DeadLetterQueue', deadLetterQueueArn),
  };
}
