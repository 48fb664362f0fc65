/** What the package offers to CDK apps. */
export type { Alarms, MadeAlarm } from './alarms.ts';
export type { Dashboard } from './dashboard.ts';
export type { Ingestion } from './ingestion.ts';
export { LoadBalancerLogMetrics, type LoadBalancerLogMetricsProps } from './load-balancer-log-metrics.ts';
export type { MetricOptions } from './metric.ts';
export type { Settings, SettingsInput } from './settings.ts';
