/** What the package offers to CDK apps. */
export type { Alarms, MadeAlarm } from './alarms/alarms.ts';
export type { Dashboard } from './dashboard/dashboard.ts';
export type { Ingestion } from './function/ingestion.ts';
export { LoadBalancerLogMetrics, type LoadBalancerLogMetricsProps } from './load-balancer-log-metrics.ts';
export type { MetricOptions } from './monitoring/metric.ts';
export type { Settings, SettingsInput } from './settings/types.ts';
