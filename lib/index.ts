/** What the package offers to CDK apps. */
export type { Alarms } from './alarms/alarms.ts';
export type { MadeAlarm } from './alarms/made-alarm.ts';
export type { Dashboard } from './dashboard/dashboard.ts';
export type { Ingestion } from './function/ingestion.ts';
export { LoadBalancerLogMetrics } from './load-balancer-log-metrics.ts';
export type { LogMetricOptions } from './monitoring/metric-methods.ts';
export type { FunctionProps, LoadBalancerLogMetricsProps } from './settings/props.ts';
export type { Settings, SettingsInput } from './settings/types.ts';
