/** What a CDK app gives the construct: the settings, and in place of their texts the CDK's own types. */
import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationLoadBalancer, IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { settingsFrom } from './check.ts';
import type { FunctionSettingsInput, Settings, SettingsInput, VpcSettingsInput } from './types.ts';

export type AnyBucket = Bucket | IBucket;

export type AnyLoadBalancer = ApplicationLoadBalancer | IApplicationLoadBalancer;

/** What is asked of a VPC; an `IVpc` or `Vpc` of any compiler option has it. */
type AnyVpc = Pick<IVpc, 'vpcId' | 'selectSubnets'>;

export interface LoadBalancerLogMetricsProps
  extends Omit<SettingsInput, 'stackName' | 'loadBalancers' | 'vpc' | 'function'> {
  /** Load balancers of this stack, or ARNs: their logs are turned on, and AWS's own metrics of them have alarms. */
  readonly loadBalancers?: readonly (AnyLoadBalancer | string)[] | undefined;
  /**
   * Name of the dashboard, and how the names of alarms and queries begin.
   * @default - the names of the stack and the construct
   */
  readonly name?: string | undefined;
  /**
   * A bucket of your app.
   * @default - a bucket is made
   */
  readonly logBucket?: AnyBucket | undefined;
  /**
   * Topic that pages notify.
   * @default - a topic is made
   */
  readonly pageTopic?: ITopic | undefined;
  /**
   * Topic that tickets notify.
   * @default - the topic of the pages
   */
  readonly ticketTopic?: ITopic | undefined;
  /** Encrypts queues, ledger, log groups, topics and query results, in place of `encryptionKeyArn`. */
  readonly encryptionKey?: IKey | undefined;
  /** The VPC that the function runs in. With an `IVpc`, name `securityGroups` too. */
  readonly vpc?: AnyVpc | VpcSettingsInput | undefined;
  /**
   * Subnets of an `IVpc`.
   * @default - private subnets
   */
  readonly vpcSubnets?: SubnetSelection | undefined;
  /** Security groups of the function in an `IVpc`. */
  readonly securityGroups?: readonly ISecurityGroup[] | undefined;
  /** How log objects are read; times as numbers of seconds, or as a Duration under `timeout` and `batchWindow`. */
  readonly function?: FunctionProps | undefined;
}

export interface FunctionProps extends FunctionSettingsInput {
  /** Of one invocation, in place of `timeoutSeconds`. */
  readonly timeout?: Duration | undefined;
  /** How long a batch waits to fill, in place of `batchWindowSeconds`. */
  readonly batchWindow?: Duration | undefined;
}

/** Checked settings; one error names all that is wrong. */
export function settingsOfProps(props: LoadBalancerLogMetricsProps): Settings {
  const { loadBalancers = [], logBucket, name: _, pageTopic, ticketTopic, encryptionKey, vpc, ...rest } = props;
  const { vpcSubnets: __, securityGroups: ___, function: reading, bucket, alarms, ...input } = rest;
  return settingsFrom({
    ...input,
    loadBalancers: loadBalancers.map(arnOf),
    ...((bucket !== undefined || logBucket !== undefined) && {
      bucket: { ...bucket, ...(logBucket !== undefined && { name: logBucket.bucketName }) },
    }),
    alarms: {
      ...alarms,
      ...(pageTopic !== undefined && { topicArn: pageTopic.topicArn }),
      ...(ticketTopic !== undefined && { ticketTopicArn: ticketTopic.topicArn }),
    },
    ...(encryptionKey !== undefined && { encryptionKeyArn: encryptionKey.keyArn }),
    ...(reading !== undefined && { function: functionSettings(reading) }),
    ...(vpc !== undefined && { vpc: vpcSettings(vpc, props) }),
  });
}

export function arnOf(loadBalancer: AnyLoadBalancer | string): string {
  return typeof loadBalancer === 'string' ? loadBalancer : loadBalancer.loadBalancerArn;
}

function functionSettings({ timeout, batchWindow, ...settings }: FunctionProps): FunctionSettingsInput {
  return {
    ...settings,
    ...(timeout !== undefined && { timeoutSeconds: timeout.toSeconds() }),
    ...(batchWindow !== undefined && { batchWindowSeconds: batchWindow.toSeconds() }),
  };
}

function vpcSettings(
  vpc: AnyVpc | VpcSettingsInput,
  { vpcSubnets, securityGroups = [] }: LoadBalancerLogMetricsProps,
): VpcSettingsInput {
  if (!('selectSubnets' in vpc)) return vpc;
  return {
    vpcId: vpc.vpcId,
    subnetIds: vpc.selectSubnets(vpcSubnets).subnetIds,
    securityGroupIds: securityGroups.map(({ securityGroupId }) => securityGroupId),
  };
}
