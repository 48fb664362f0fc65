/**
 * The new bucket for the logs: encrypted, closed to the public, with a rule that deletes old logs, and events to the
 * queue.
 */
import { Aws, Duration, Stack, Token } from 'aws-cdk-lib';
import { type IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { CfnQueuePolicy, type IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IDependable } from 'constructs';
import { logKinds, logPrefix } from '../settings/deliveries.ts';
import { removalPolicy } from '../settings/removal.ts';
import type { Settings } from '../settings/types.ts';
import { deliverers, principalsIn } from './delivery-principals.ts';
import { keyPrefix, ownPrefixes } from './read-places.ts';

/** What we need of a bucket, ours or not. */
export type LogBucket = Pick<IBucket, 'bucketArn' | 'bucketName' | 'arnForObjects' | 'encryptionKey'>;

export function logBucket(scope: Construct, settings: Settings): Bucket {
  const { newName } = settings.bucket;
  const removal = removalPolicy(settings.removal.bucket);
  const bucket = new Bucket(scope, 'LogBucket', {
    ...(newName !== undefined && { bucketName: newName }),
    // ELB delivers only to buckets with SSE-S3; with a KMS key, even as the default, delivery stops.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [
      {
        expiration: Duration.days(settings.bucket.retentionDays),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
    // Kept by default: the name of a deleted bucket can be taken by somebody else while load balancers still write to
    // it.
    removalPolicy: removal,
  });
  // Load balancers go on writing to a bucket that stays, as long as its policy lets them.
  bucket.policy?.applyRemovalPolicy(removal);
  deliver(scope, bucket, settings);
  return bucket;
}

/** Lets load balancers write into the bucket. Undefined where its policy is not ours to write. */
export function deliver(scope: Construct, bucket: Bucket | IBucket, settings: Settings): IDependable | undefined {
  const place = { partition: Aws.PARTITION, account: Aws.ACCOUNT_ID, region: Stack.of(scope).region };
  // A bucket known by its name takes no statement, and needs no conditions for one.
  const principals = bucket instanceof Bucket ? deliverers(scope, place) : principalsIn(place);
  const statements = deliveryStatements({ bucketArn: bucket.bucketArn, ...place, principals }, settings);
  // Whether it has taken them is said only here.
  const added = statements.map((statement) => bucket.addToResourcePolicy(statement));
  return added.every(({ statementAdded }) => statementAdded) ? bucket.policy : undefined;
}

/** The bucket that is written to, and where and for whom if the settings name nobody. */
export interface DeliveryPlace {
  readonly bucketArn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The same, and who writes there for load balancers (delivery-principals.ts). */
export interface LoadBalancerDelivery extends DeliveryPlace {
  readonly principals: readonly IPrincipal[];
}

/** One statement for each account and log; one for each log where an organization may write. */
export function deliveryStatements(place: LoadBalancerDelivery, settings: Settings): PolicyStatement[] {
  const { organizationId } = settings.delivery;
  const { bucketArn, principals } = place;
  const prefixes = ownPrefixes(settings).flatMap((prefix) => logKinds(settings).map((kind) => logPrefix(prefix, kind)));
  const folders = prefixes.map((prefix) => `${bucketArn}/${keyPrefix(prefix)}AWSLogs/`);
  const writers = writersOf(place, settings);
  const statement = (resource: string, conditions: Record<string, unknown>): PolicyStatement =>
    new PolicyStatement({
      principals: [...principals],
      actions: ['s3:PutObject'],
      resources: [resource],
      conditions,
    });
  return folders.flatMap((folder) => [
    ...writers.map((account) => statement(`${folder}${account}/*`, sourceConditions(place, account, settings))),
    ...(organizationId === undefined
      ? []
      : [statement(`${folder}*`, { StringEquals: { 'aws:SourceOrgId': organizationId } })]),
  ]);
}

/** Whom the writer has to write for, as far as the settings demand it. */
function sourceConditions(
  { partition, region }: DeliveryPlace,
  account: string,
  { delivery: { sourceArn, sourceAccount } }: Settings,
): Record<string, unknown> {
  const source = `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/*`;
  return {
    ...(sourceArn && { ArnLike: { 'aws:SourceArn': source } }),
    ...(sourceAccount && { StringEquals: { 'aws:SourceAccount': account } }),
  };
}

/**
 * Accounts that may write, one by one. Those of load balancers that are switched on belong to them, or the switch would
 * fail.
 */
export function writersOf(
  { account }: Pick<DeliveryPlace, 'account'>,
  { delivery, loadBalancers }: Pick<Settings, 'delivery' | 'loadBalancers'>,
): readonly string[] {
  if (delivery.accounts.length === 0) return delivery.organizationId === undefined ? [account] : [];
  const named = loadBalancers.filter((arn) => !Token.isUnresolved(arn)).map((arn) => arn.split(':')[4] ?? account);
  return [...new Set([...delivery.accounts, ...named])];
}

/** Accounts whose logs are read; none means all. Of a bucket that exists only its owner knows who may write. */
export function readAccounts(settings: Settings, account: string): readonly string[] {
  const { bucket, delivery, filter } = settings;
  if (filter.accounts.length > 0 || bucket.name !== undefined || delivery.organizationId !== undefined)
    return filter.accounts;
  return writersOf({ account }, settings);
}

/**
 * Tells the queue of new objects, by the bucket's own property: `addEventNotification` would deploy a function for it.
 * The queue's policy names no bucket, else each would wait for the other; the account and S3 itself are its condition.
 */
export function notifyQueue(bucket: Bucket, queue: IQueue, settings: Settings): void {
  letS3Send(queue, { account: Aws.ACCOUNT_ID, bucketArn: `arn:${Aws.PARTITION}:s3:::*` });
  const native = bucket.node.defaultChild;
  if (!(native instanceof CfnBucket))
    throw new Error(`the log bucket is ${bucket.node.path}: must be a bucket of this stack`);
  native.notificationConfiguration = {
    queueConfigurations: ownPrefixes(settings).map((prefix) => ({
      ...{ event: 's3:ObjectCreated:*', queue: queue.queueArn },
      ...(prefix !== '' && { filter: { s3Key: { rules: [{ name: 'prefix', value: keyPrefix(prefix) }] } } }),
    })),
  };
  native.node.addDependency(...queuePolicies(queue));
}

/** S3 tests the queue when a notification is set, so its policy must be there before. */
export function queuePolicies(queue: IQueue): CfnQueuePolicy[] {
  return queue.node.findAll().filter((child) => child instanceof CfnQueuePolicy);
}

/** Lets S3 send to the queue for buckets of one account. */
export function letS3Send(queue: IQueue, { account, bucketArn }: { account: string; bucketArn: string }): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': bucketArn } },
    }),
  );
}
