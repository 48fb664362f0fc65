/** Everything from the log bucket to the alarms as one construct, for our stack or your app. */

import { Annotations, Names, Stack, Tags, Token } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Grant, type IGrantable, ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import type { Construct, IDependable } from 'constructs';
import { failureText } from '../lambda/catalogue/failure-text.ts';
import { Alarms } from './alarms/alarms.ts';
import { alarmOnVerdictErrors } from './alarms/verdict-errors.ts';
import { RawLogs } from './athena/raw-logs.ts';
import { existingBucket, listen } from './bucket/existing-bucket.ts';
import { deliver, logBucket, notifyQueue } from './bucket/log-bucket.ts';
import { refuseOverlap } from './bucket/neighbors.ts';
import { deliverOthers } from './bucket/other-deliveries.ts';
import { refuseLongPolicy } from './bucket/policy-size.ts';
import { Dashboard } from './dashboard/dashboard.ts';
import { Ingestion } from './function/ingestion.ts';
import { LogSwitch, type LogSwitchProps, switchOn } from './function/log-switch.ts';
import { endpoints } from './function/network.ts';
import { VerdictFunction } from './function/verdict.ts';
import { acknowledge } from './handover/acknowledgements.ts';
import { notes } from './handover/notes.ts';
import { MetricMethods } from './monitoring/metric-methods.ts';
import { isHere } from './monitoring/place.ts';
import type { MonitoringProps } from './monitoring/subject.ts';
import {
  type AnyBucket,
  type AnyLoadBalancer,
  arnOf,
  type LoadBalancerLogMetricsProps,
  settingsOfProps,
} from './settings/props.ts';
import type { Settings } from './settings/types.ts';

export class LoadBalancerLogMetrics extends MetricMethods {
  readonly settings: Settings;
  readonly bucket: AnyBucket;
  readonly ingestion: Ingestion;
  readonly alarms: Alarms;
  readonly dashboard: Dashboard;
  /** Follows an alarm with what broke; undefined where it is switched off. */
  readonly verdict: VerdictFunction | undefined;
  readonly name: string;
  /** What a person has to do in addition to the deployment; printed at synth. */
  readonly notes: readonly string[];

  constructor(scope: Construct, id: string, props: LoadBalancerLogMetricsProps = {}) {
    super(scope, id);
    this.settings = this.#checked(props);
    this.name = props.name ?? nameOf(this);
    const { settings } = this;
    const key = props.encryptionKey ?? this.#key();
    this.ingestion = new Ingestion(this, 'Ingestion', { settings, key });
    const { bucket, after } = this.#bucket(props.logBucket);
    this.bucket = bucket;
    this.ingestion.read(bucket, settings);
    this.#switchOn(props.loadBalancers ?? [], { after, key });
    const monitoring = this.#monitoring(props.loadBalancers ?? []);
    this.alarms = new Alarms(this, 'Alarms', monitoring);
    this.verdict = this.#verdict(key);
    const incidentLog = this.verdict?.logGroup;
    this.dashboard = new Dashboard(this, 'Dashboard', { ...monitoring, alarms: this.alarms, incidentLog });
    if (settings.athena.enabled) new RawLogs(this, 'RawLogs', { name: this.name, bucket, settings });
    if (settings.vpc?.endpoints === true) endpoints(this, settings.vpc);
    this.#fitIn(key);
    acknowledge(this, this.ingestion, { bucket, settings });
    const { role } = this.ingestion.function;
    this.notes = notes(this, { settings, bucket, isOurs: props.logBucket instanceof Bucket, role });
    for (const note of this.notes) Annotations.of(this).addInfo(note);
  }

  /** Runs these actions for every page, too, in addition to its topic. */
  addPageAction(...actions: readonly IAlarmAction[]): void {
    this.alarms.addActions('page', actions);
  }

  /** Runs these actions for every ticket, too, in addition to its topic. */
  addTicketAction(...actions: readonly IAlarmAction[]): void {
    this.alarms.addActions('ticket', actions);
  }

  /** Lets somebody move failed messages back to the queue, as `elb-log-metrics redrive` does. */
  grantRedrive(grantee: IGrantable): Grant {
    const { queue, deadLetterQueue } = this.ingestion;
    const moving = Grant.addToPrincipal({
      grantee,
      actions: ['sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks', 'sqs:CancelMessageMoveTask'],
      resourceArns: [deadLetterQueue.queueArn],
    });
    return moving.combine(deadLetterQueue.grantConsumeMessages(grantee)).combine(queue.grantSendMessages(grantee));
  }

  /** Lets somebody count the logs of a past period, as `elb-log-metrics replay` does without `--force`. */
  grantReplay(grantee: IGrantable): Grant {
    const { queue, ledger } = this.ingestion;
    const listing = Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
    });
    return listing.combine(queue.grantSendMessages(grantee)).combine(ledger.grantReadData(grantee));
  }

  /** Wrong settings are an error of this construct: its path says which of several it is. */
  #checked(props: LoadBalancerLogMetricsProps): Settings {
    try {
      return settingsOfProps(props);
    } catch (error) {
      throw new Error(`${this.node.path}: ${failureText(error)}`, { cause: error });
    }
  }

  #verdict(key: IKey | undefined): VerdictFunction | undefined {
    const { settings, ingestion, alarms, name } = this;
    if (!settings.verdict.enabled || !settings.families.includes('requests')) return undefined;
    const { ledger, logGroup } = ingestion;
    const topics = { page: alarms.pageTopic, ticket: alarms.ticketTopic };
    const props = { settings, key, name, ledger, logGroup, topics };
    const verdict = new VerdictFunction(this, 'Verdict', props);
    alarmOnVerdictErrors(verdict, { settings, name, function: verdict.function, topic: topics.ticket });
    return verdict;
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
        `${bucket.node.path} has the key ${bucket.encryptionKey.node.path}: must have SSE-S3, because load balancers deliver to no other bucket`,
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

  #monitoring(given: readonly (AnyLoadBalancer | string)[]): MonitoringProps {
    const { namespace, families, profile, targetGroups, extraDimensions, loadBalancers } = this.settings;
    const { routes, services, alarms } = this.settings;
    const { queue, deadLetterQueue, logGroup, function: handler } = this.ingestion;
    return {
      ...{ namespace, families, profile, targetGroups, extraDimensions, loadBalancers, settings: alarms },
      ...{ queue, deadLetterQueue, logGroup, handler, routes: routes.map(({ name }) => name) },
      services: [...new Set(services.map(({ name }) => name))],
      formats: Object.values(this.settings.formatByPrefix),
      dashboardName: this.name,
      names: namesByArn(given),
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

/** Id of a load balancer's construct, by its ARN: the name that people know, independent of its place in a list. */
function namesByArn(given: readonly (AnyLoadBalancer | string)[]): ReadonlyMap<string, string> {
  const constructs = given.filter((one) => typeof one !== 'string');
  const ids = constructs.map(({ node }) => node.id);
  return new Map(
    constructs.map((one) => {
      const isAlone = ids.filter((id) => id === one.node.id).length === 1;
      return [one.loadBalancerArn, isAlone ? one.node.id : one.node.path.replaceAll(/[^\w-]+/g, '-')];
    }),
  );
}

/** Plain text: alarms and queries are named by it, and a nested stack does not know its name. */
function nameOf(scope: Construct): string {
  const { stackName } = Stack.of(scope);
  if (Token.isUnresolved(stackName)) return Names.uniqueResourceName(scope, { maxLength: 100 });
  return `${stackName}-${scope.node.id.replaceAll(/[^\w-]/g, '-')}`;
}
