/** The stack that `cdk deploy` makes, read this first: the construct that does everything, and what a person needs to know of it. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LoadBalancerLogMetrics } from './load-balancer-log-metrics.ts';
import { dashboardLink, switchOnCommand } from './outputs.ts';
import type { SettingsInput } from './settings.ts';

export class LogMetricsStack extends Stack {
  readonly metrics: LoadBalancerLogMetrics;

  constructor(
    scope: Construct,
    { stackName = 'LoadBalancerLogMetrics', ...settings }: SettingsInput,
    props: StackProps = {},
  ) {
    super(scope, stackName, {
      description: 'Load balancer logs become CloudWatch metrics (elb-log-metrics)',
      ...props,
    });
    this.metrics = new LoadBalancerLogMetrics(this, 'Logs', settings);
    const { bucket, dashboard } = this.metrics;
    const output = (id: string, description: string, value: string) => new CfnOutput(this, id, { description, value });
    output('LogBucket', 'Bucket that load balancers deliver their logs to', bucket.bucketName);
    output('Dashboard', 'What the logs say', dashboardLink(this, dashboard.dashboard.dashboardName));
    output('LogPrefix', 'Prefix to switch access logs on with', this.metrics.settings.bucket.prefix || '(none)');
    output(
      'SwitchOnCommand',
      'Switches the logs of a load balancer on',
      switchOnCommand(bucket, this.metrics.settings),
    );
  }
}
