/** The dashboard, made from the catalogue. */
import { Dashboard as CloudWatchDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { MonitoringProps } from './monitoring.ts';

export interface DashboardProps extends MonitoringProps {
  readonly alarms: Alarms;
}

export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.dashboard = new CloudWatchDashboard(this, 'Resource', { dashboardName: props.dashboardName });
  }
}
