/**
 * The stack that `cdk deploy` makes: the construct that does everything, and what a person needs to know of it
 * afterwards.
 */

import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { redriveCommand, replayCommand, switchOnCommand } from './handover/outputs.ts';
import { applyRules, LoadBalancerLogMetrics } from './load-balancer-log-metrics.ts';
import { costSummary } from './monitoring/bill.ts';
import { dashboardLink } from './monitoring/console.ts';
import { settingsFrom } from './settings/check.ts';
import type { SettingsInput } from './settings/types.ts';

export class LogMetricsStack extends Stack {
  readonly metrics: LoadBalancerLogMetrics;

  constructor(scope: Construct, input: SettingsInput, props: StackProps = {}) {
    const { stackName, ...settings } = settingsFrom(input);
    super(scope, stackName, {
      description: 'Load balancer logs become CloudWatch metrics (elb-log-metrics)',
      ...props,
    });
    this.metrics = new LoadBalancerLogMetrics(this, 'Logs', { ...settings, name: stackName });
    // Functions of CDK's own custom resources are next to the construct.
    applyRules(this, this.metrics.settings);
    const { bucket, dashboard, ingestion } = this.metrics;
    const { removal, bucket: place } = settings;
    this.#output('LogBucket', 'Bucket that load balancers deliver their logs to', bucket.bucketName);
    this.#output('LogPrefix', 'Prefix to switch access logs on with', place.prefix || '(none)');
    this.#output(
      'SwitchOnCommand',
      'Switches the logs of a load balancer on',
      switchOnCommand(bucket, this.metrics.settings),
    );
    this.#output('Dashboard', 'What the logs say', dashboardLink(this, dashboard.dashboard.dashboardName));
    const what = `Estimate of the fixed cost for ${dashboard.costOf}, before traffic, by line`;
    this.#output('MonthlyCost', what, costSummary(dashboard.cost));
    this.#output('QueueArn', 'Queue that new log objects are announced to', ingestion.queue.queueArn);
    this.#output('RedriveCommand', 'Moves failed messages back to the queue', redriveCommand(ingestion));
    this.#output('ReplayCommand', 'Counts the logs of a past period', replayCommand(bucket, ingestion));
    const stays = place.name !== undefined || removal.bucket === 'retain';
    this.#output(
      'AfterDestroy',
      'What "cdk destroy" leaves behind',
      stays ? 'the log bucket with its logs' : 'nothing',
    );
  }

  #output(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}
