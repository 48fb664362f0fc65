/** Everything from the log bucket to the alarms as one construct, for a stack of ours or an app of yours. */
import { Names, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { settingsFrom } from './check-settings.ts';
import { Dashboard } from './dashboard.ts';
import { Ingestion } from './ingestion.ts';
import { type LogBucket, logBucket, notifyQueue } from './log-bucket.ts';
import { LogSwitch } from './log-switch.ts';
import type { MonitoringProps } from './monitoring.ts';
import type { Settings, SettingsInput } from './settings.ts';

export type LoadBalancerLogMetricsProps = Omit<SettingsInput, 'stackName'>;

export class LoadBalancerLogMetrics extends Construct {
  readonly settings: Settings;
  readonly bucket: LogBucket;
  readonly ingestion: Ingestion;
  readonly alarms: Alarms;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: LoadBalancerLogMetricsProps = {}) {
    super(scope, id);
    this.settings = settingsFrom(props);
    this.ingestion = new Ingestion(this, 'Ingestion', this.settings);
    const bucket = logBucket(this, this.settings);
    notifyQueue(bucket, this.ingestion.queue, this.settings);
    this.ingestion.read(bucket, this.settings);
    this.bucket = bucket;
    const { loadBalancers } = this.settings;
    if (loadBalancers.length > 0) {
      new LogSwitch(this, 'LogSwitch', { loadBalancers, bucket, settings: this.settings, after: bucket.policy });
    }
    this.alarms = new Alarms(this, 'Alarms', this.monitoring());
    this.dashboard = new Dashboard(this, 'Dashboard', { ...this.monitoring(), alarms: this.alarms });
  }

  private monitoring(): MonitoringProps {
    const { namespace, families, targetGroups, extraDimensions, loadBalancers, routes, alarms } = this.settings;
    const { queue, deadLetterQueue, logGroup, function: handler } = this.ingestion;
    const { stackName } = Stack.of(this);
    return {
      ...{ namespace, families, targetGroups, extraDimensions, loadBalancers, settings: alarms },
      ...{ queue, deadLetterQueue, logGroup, handler, routes: routes.map(({ name }) => name) },
      dashboardName: Token.isUnresolved(stackName) ? Names.uniqueResourceName(this, {}) : stackName,
    };
  }
}
