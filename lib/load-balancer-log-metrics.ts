/** Everything from the log bucket to the alarms as one construct, for a stack of ours or an app of yours. */
import { Construct } from 'constructs';
import { settingsFrom } from './check-settings.ts';
import { Ingestion } from './ingestion.ts';
import { type LogBucket, logBucket, notifyQueue } from './log-bucket.ts';
import type { Settings, SettingsInput } from './settings.ts';

export type LoadBalancerLogMetricsProps = Omit<SettingsInput, 'stackName'>;

export class LoadBalancerLogMetrics extends Construct {
  readonly settings: Settings;
  readonly bucket: LogBucket;
  readonly ingestion: Ingestion;

  constructor(scope: Construct, id: string, props: LoadBalancerLogMetricsProps = {}) {
    super(scope, id);
    this.settings = settingsFrom(props);
    this.ingestion = new Ingestion(this, 'Ingestion', this.settings);
    const bucket = logBucket(this, this.settings);
    notifyQueue(bucket, this.ingestion.queue, this.settings);
    this.ingestion.read(bucket, this.settings);
    this.bucket = bucket;
  }
}
