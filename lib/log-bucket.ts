/**
 * The bucket that load balancers deliver to, made and owned by this deployment, and who may write into it.
 * Source: Application Load Balancers user guide, "Enable access logs".
 */
import { Aws, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AccountPrincipal, type IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { CfnQueuePolicy, type IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { LOG_FOLDERS } from './bucket-settings.ts';
import type { Settings } from './settings.ts';

const DELIVERY = 'logdelivery.elasticloadbalancing.amazonaws.com';
/** Accounts that deliver in China, where nobody has confirmed the service principal. */
const CHINA_DELIVERY: Readonly<Record<string, string>> = {
  'cn-north-1': '638102146993',
  'cn-northwest-1': '037604701340',
};

/** What we need of a bucket, ours or not. */
export type LogBucket = Pick<IBucket, 'bucketArn' | 'bucketName' | 'arnForObjects'>;

export type LogKind = keyof typeof LOG_FOLDERS;

/** The logs of Application Load Balancers that the settings read: a family each. */
export function logKinds({ families }: Pick<Settings, 'families'>): LogKind[] {
  return families.filter((family): family is LogKind => family in LOG_FOLDERS);
}

/** The prefix to switch a log on with; access logs have the bucket's own. */
export function logPrefix(bucketPrefix: string, kind: LogKind): string {
  return [bucketPrefix, LOG_FOLDERS[kind]].filter((part) => part !== '').join('/');
}

export function logBucket(scope: Construct, settings: Settings): Bucket {
  const bucket = new Bucket(scope, 'LogBucket', {
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
    // The name of a deleted bucket can be taken by somebody else while load balancers still write to it.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const statement of deliveryStatements(bucket.bucketArn, settings, Stack.of(scope).region)) {
    bucket.addToResourcePolicy(statement);
  }
  return bucket;
}

/** One statement for each account and log; one for each log where an organisation may write. */
export function deliveryStatements(bucketArn: string, settings: Settings, region: string): PolicyStatement[] {
  const { accounts, organizationId, sourceArn } = settings.delivery;
  const kinds = logKinds(settings).map((kind) => logPrefix(settings.bucket.prefix, kind));
  const folders = kinds.map((prefix) => `${bucketArn}/${prefix === '' ? '' : `${prefix}/`}AWSLogs/`);
  const statement = (principal: IPrincipal, resource: string, conditions: Record<string, unknown>): PolicyStatement =>
    new PolicyStatement({ principals: [principal], actions: ['s3:PutObject'], resources: [resource], conditions });
  const statements: PolicyStatement[] = [];
  const writers = accounts.length > 0 || organizationId !== undefined ? accounts : [Aws.ACCOUNT_ID];
  for (const principal of principals(region)) {
    for (const folder of folders) {
      for (const account of writers) {
        const source = `arn:${Aws.PARTITION}:elasticloadbalancing:${region}:${account}:loadbalancer/*`;
        const conditions = sourceArn ? { ArnLike: { 'aws:SourceArn': source } } : {};
        statements.push(statement(principal, `${folder}${account}/*`, conditions));
      }
      if (organizationId !== undefined) {
        statements.push(statement(principal, `${folder}*`, { StringEquals: { 'aws:SourceOrgId': organizationId } }));
      }
    }
  }
  return statements;
}

function principals(region: string): IPrincipal[] {
  const china = Token.isUnresolved(region) ? undefined : CHINA_DELIVERY[region];
  return [new ServicePrincipal(DELIVERY), ...(china === undefined ? [] : [new AccountPrincipal(china)])];
}

/**
 * Tells the queue of new objects, by the bucket's own property: `addEventNotification` would deploy a function for it.
 * The queue's policy names no bucket, else each would wait for the other; the account and S3 itself are its condition.
 */
export function notifyQueue(bucket: Bucket, queue: IQueue, settings: Settings): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::*` },
      },
    }),
  );
  const { prefix } = settings.bucket;
  const filter = prefix === '' ? {} : { filter: { s3Key: { rules: [{ name: 'prefix', value: `${prefix}/` }] } } };
  const native = bucket.node.defaultChild;
  if (!(native instanceof CfnBucket))
    throw new Error(`the log bucket must be a bucket of this stack, got ${bucket.node.path}`);
  native.notificationConfiguration = {
    queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn, ...filter }],
  };
  // S3 tests the queue when the notification is set, so the queue's policy must be there.
  const policies = queue.node.findAll().filter((child) => child instanceof CfnQueuePolicy);
  native.node.addDependency(...policies);
}
