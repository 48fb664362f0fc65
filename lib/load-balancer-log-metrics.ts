/** Everything from the log bucket to the alarms as one construct, for a stack of ours or an app of yours. */

import { Annotations, Names, Stack, Tags, Token } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer, IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IDependable } from 'constructs';
import type { PipelineMetric } from '../lambda/catalogue/metrics/pipeline.ts';
import { Alarms } from './alarms/alarms.ts';
import { RawLogs } from './athena/raw-logs.ts';
import { type AnyBucket, existingBucket, listen, refuseOverlap } from './bucket/existing-bucket.ts';
import { deliver, logBucket, notifyQueue } from './bucket/log-bucket.ts';
import { deliverOthers } from './bucket/other-deliveries.ts';
import { refuseLongPolicy } from './bucket/policy-size.ts';
import { Dashboard } from './dashboard/dashboard.ts';
import { Ingestion } from './function/ingestion.ts';
import { LogSwitch, type LogSwitchProps, switchOn } from './function/log-switch.ts';
import { endpoints } from './function/network.ts';
import { acknowledge } from './handover/acknowledgements.ts';
import { notes } from './handover/notes.ts';
import { type MetricOf, type MetricOptions, pipelineMetric, requestMetric } from './monitoring/metric.ts';
import { isHere } from './monitoring/place.ts';
import { type MonitoringProps, scopeOf } from './monitoring/subject.ts';
import { settingsFrom } from './settings/check.ts';
import type { Settings, SettingsInput } from './settings/types.ts';

type AnyLoadBalancer = ApplicationLoadBalancer | IApplicationLoadBalancer;

export interface LoadBalancerLogMetricsProps extends Omit<SettingsInput, 'stackName' | 'loadBalancers'> {
  /** Load balancers of this stack, or ARNs: their logs are switched on, and they are watched one by one. */
  readonly loadBalancers?: readonly (AnyLoadBalancer | string)[] | undefined;
  /** Name of the dashboard, and how the names of alarms and queries begin. Default: those of the stack and the construct. */
  readonly name?: string | undefined;
  /** A bucket of your app, instead of one made here. */
  readonly logBucket?: AnyBucket | undefined;
}

export class LoadBalancerLogMetrics extends Construct {
  readonly settings: Settings;
  readonly bucket: AnyBucket;
  readonly ingestion: Ingestion;
  readonly alarms: Alarms;
  readonly dashboard: Dashboard;
  readonly name: string;
  /** What a person has to do beside the deployment; printed at synth. */
  readonly notes: readonly string[];

  constructor(scope: Construct, id: string, props: LoadBalancerLogMetricsProps = {}) {
    super(scope, id);
    this.settings = settingsOf(props);
    this.name = props.name ?? nameOf(this);
    const { settings } = this;
    const key = this.#key();
    this.ingestion = new Ingestion(this, 'Ingestion', { settings, key });
    const { bucket, after } = this.#bucket(props.logBucket);
    this.bucket = bucket;
    this.ingestion.read(bucket, settings);
    this.#switchOn(props.loadBalancers ?? [], { after, key });
    this.alarms = new Alarms(this, 'Alarms', this.#monitoring());
    this.dashboard = new Dashboard(this, 'Dashboard', { ...this.#monitoring(), alarms: this.alarms });
    if (settings.athena.enabled) new RawLogs(this, 'RawLogs', { name: this.name, bucket, settings });
    if (settings.vpc?.endpoints === true) endpoints(this, settings.vpc);
    this.#fitIn(key);
    acknowledge(this, this.ingestion, { bucket, settings });
    const { role } = this.ingestion.function;
    this.notes = notes(this, { settings, bucket, isOurs: props.logBucket instanceof Bucket, role });
    for (const note of this.notes) Annotations.of(this).addInfo(note);
  }

  /** A metric of the requests, for alarms and graphs of your own: for all load balancers, or those of `options.dimensions`. */
  metric(name: MetricOf<'requests'>, options: MetricOptions = {}): Metric {
    return requestMetric(scopeOf(this.settings), name, options);
  }

  /** How the pipeline itself fares. */
  metricPipeline(name: PipelineMetric, options: MetricOptions = {}): Metric {
    return pipelineMetric(scopeOf(this.settings), name, options);
  }

  /** Requests answered with 5xx, whoever made the answer: Sum is their count, Average their rate. */
  metricElb5xx(options?: MetricOptions): Metric {
    return this.metric('Elb5xx', options);
  }

  /** Requests that failed beyond the share that is allowed (docs/alarms.md). */
  metricExcessErrors(options?: MetricOptions): Metric {
    return this.metric('ExcessErrors', options);
  }

  /** Requests that were slow: Average is their share of those that were judged. */
  metricSlowRequests(options?: MetricOptions): Metric {
    return this.metric('SlowRequests', options);
  }

  /** Requests that were slow beyond the share that is allowed (docs/alarms.md). */
  metricExcessSlow(options?: MetricOptions): Metric {
    return this.metric('ExcessSlow', options);
  }

  metricElb4xx(options?: MetricOptions): Metric {
    return this.metric('Elb4xx', options);
  }

  /** Requests the target itself answered with 5xx. */
  metricTarget5xx(options?: MetricOptions): Metric {
    return this.metric('Target5xx', options);
  }

  metricTarget4xx(options?: MetricOptions): Metric {
    return this.metric('Target4xx', options);
  }

  /** Seconds; p99 unless asked otherwise. */
  metricTargetProcessingTime(options?: MetricOptions): Metric {
    return this.metric('TargetProcessingTime', options);
  }

  metricRequestProcessingTime(options?: MetricOptions): Metric {
    return this.metric('RequestProcessingTime', options);
  }

  metricResponseProcessingTime(options?: MetricOptions): Metric {
    return this.metric('ResponseProcessingTime', options);
  }

  /** Of the whole request; CloudFront, Baidu BLB and JD Cloud log it. */
  metricRequestTime(options?: MetricOptions): Metric {
    return this.metric('RequestTime', options);
  }

  /** CloudFront logs it. */
  metricTimeToFirstByte(options?: MetricOptions): Metric {
    return this.metric('TimeToFirstByte', options);
  }

  /** Of one exact code: dimensions LoadBalancer and StatusCode. */
  metricElbStatusCode(options?: MetricOptions): Metric {
    return this.metric('ElbStatusCode', options);
  }

  metricTargetStatusCode(options?: MetricOptions): Metric {
    return this.metric('TargetStatusCode', options);
  }

  /** Failed requests of one cause: dimension Cause, and LoadBalancer if wanted. */
  metricErrorCause(options?: MetricOptions): Metric {
    return this.metric('ErrorCause', options);
  }

  metricReceivedBytes(options?: MetricOptions): Metric {
    return this.metric('ReceivedBytes', options);
  }

  metricSentBytes(options?: MetricOptions): Metric {
    return this.metric('SentBytes', options);
  }

  #key(): IKey | undefined {
    const { encryptionKeyArn } = this.settings;
    return encryptionKeyArn === undefined ? undefined : Key.fromKeyArn(this, 'Key', encryptionKeyArn);
  }

  /** The bucket, its events brought to the queue; `after` is its policy, where that is ours to write. */
  #bucket(given: AnyBucket | undefined): { bucket: AnyBucket; after: IDependable | undefined } {
    const { settings, ingestion } = this;
    if (settings.bucket.name === undefined) {
      const bucket = logBucket(this, settings);
      deliverOthers(this, bucket, settings);
      refuseLongPolicy(bucket, settings);
      notifyQueue(bucket, ingestion.queue, settings);
      return { bucket, after: bucket.policy };
    }
    refuseOverlap(this, settings);
    const bucket = given ?? existingBucket(this, settings);
    if (bucket.encryptionKey !== undefined && settings.loadBalancers.length > 0) {
      throw new Error(
        `load balancers deliver only to buckets with SSE-S3, got ${bucket.node.path} with ${bucket.encryptionKey.node.path}`,
      );
    }
    listen(this, { bucket, queue: ingestion.queue, deadLetterQueue: ingestion.deadLetterQueue }, settings);
    return { bucket, after: settings.loadBalancers.length > 0 ? deliver(this, bucket, settings) : undefined };
  }

  #switchOn(given: readonly (AnyLoadBalancer | string)[], { after, key }: Pick<LogSwitchProps, 'after' | 'key'>): void {
    const { settings, bucket } = this;
    const made = given.filter(
      (one): one is ApplicationLoadBalancer => typeof one !== 'string' && 'setAttribute' in one,
    );
    for (const loadBalancer of made) switchOn(this, { loadBalancer, bucket, settings, after });
    const others = given.filter((one) => typeof one === 'string' || !('setAttribute' in one)).map(arnOf);
    const loadBalancers = others.filter((arn) => isHere(this, arn));
    if (loadBalancers.length > 0) new LogSwitch(this, 'LogSwitch', { loadBalancers, bucket, settings, after, key });
  }

  #monitoring(): MonitoringProps {
    const { namespace, families, targetGroups, extraDimensions, loadBalancers, routes, alarms } = this.settings;
    const { queue, deadLetterQueue, logGroup, function: handler } = this.ingestion;
    return {
      ...{ namespace, families, targetGroups, extraDimensions, loadBalancers, settings: alarms },
      ...{ queue, deadLetterQueue, logGroup, handler, routes: routes.map(({ name }) => name) },
      formats: Object.values(this.settings.formatByPrefix),
      dashboardName: this.name,
    };
  }

  #fitIn(key: IKey | undefined): void {
    for (const topic of this.alarms.node.findAll()) {
      if (key !== undefined && topic instanceof CfnTopic) topic.kmsMasterKeyId = key.keyArn;
    }
    applyRules(this, this.settings);
  }
}

/** Tags and permissions boundary of everything within. */
export function applyRules(scope: Construct, { tags, permissionsBoundaryArn }: Settings): void {
  // Specifications differ on whether a dashboard can have tags, and a template that is refused is worse than none.
  const excludeResourceTypes = ['AWS::CloudWatch::Dashboard'];
  for (const [name, value] of Object.entries(tags)) Tags.of(scope).add(name, value, { excludeResourceTypes });
  if (permissionsBoundaryArn === undefined) return;
  const boundary = ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', permissionsBoundaryArn);
  PermissionsBoundary.of(scope).apply(boundary);
}

/** Plain text: alarms and queries are named by it, and a nested stack does not know its name. */
function nameOf(scope: Construct): string {
  const { stackName } = Stack.of(scope);
  if (Token.isUnresolved(stackName)) return Names.uniqueResourceName(scope, { maxLength: 100 });
  return `${stackName}-${scope.node.id.replaceAll(/[^\w-]/g, '-')}`;
}

function settingsOf({ loadBalancers = [], logBucket, name: _, ...input }: LoadBalancerLogMetricsProps): Settings {
  const bucket = logBucket === undefined ? input.bucket : { ...input.bucket, name: logBucket.bucketName };
  return settingsFrom({ ...input, loadBalancers: loadBalancers.map(arnOf), ...(bucket !== undefined && { bucket }) });
}

function arnOf(loadBalancer: AnyLoadBalancer | string): string {
  return typeof loadBalancer === 'string' ? loadBalancer : loadBalancer.loadBalancerArn;
}
