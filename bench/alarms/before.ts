/**
 * The alarms of requests as they were before they watched the excess: kept to compare with, and made by nothing else
 * any more. Each minute was taken together with the three before it, by metric math; what is slow was measured in five
 * minutes; native errors were filled with zeros.
 */
import type { AlarmQuery, MetricAlarmDefinition } from '../../local/cloudwatch/alarm-definition.ts';
import { NATIVE_NAMESPACE } from '../../local/simulate/native.ts';
import { LOAD_BALANCER, NAMESPACE } from './traffic.ts';

type Shape = Pick<MetricAlarmDefinition, 'period' | 'evaluationPeriods' | 'datapointsToAlarm' | 'threshold'>;

/** An alarm on the last of its queries, missing data not breaching. */
export function alarmOf(name: string, shape: Shape, queries: readonly AlarmQuery[]): MetricAlarmDefinition {
  return {
    ...shape,
    kind: 'metric',
    name,
    description: undefined,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
    lowSamples: 'evaluate',
    evaluationWindow: 'sliding',
    queries,
    returnId: queries.at(-1)?.id ?? '',
  };
}

const ours = (id: string, metricName: string, stat: string): AlarmQuery => ({
  id,
  metric: { namespace: NAMESPACE, metricName, dimensions: {} },
  stat,
});

/** The minute before, thrice; what DIFF gives where there is nothing before counts as nothing. */
function movingSum(id: string, sum: string): readonly AlarmQuery[] {
  const before = (of: string) => `(DIFF_TIME(${of}) == 60) * (${of} - DIFF(${of}))`;
  return [
    { id: `${id}1`, expression: before(id) },
    { id: `${id}2`, expression: before(`${id}1`) },
    { id: `${id}3`, expression: before(`${id}2`) },
    { id: sum, expression: `${id} + ${id}1 + ${id}2 + ${id}3` },
  ];
}

const RATE: Shape = { period: 60, evaluationPeriods: 20, datapointsToAlarm: 1, threshold: 5 };
const GUARDED =
  'IF(n3 > 0 AND requests >= 20 AND errors >= 9, 100 * errors / IF(requests > AVG(requests), requests, AVG(requests)), 0)';

const rate = (name: string, errors: readonly AlarmQuery[]): MetricAlarmDefinition =>
  alarmOf(name, RATE, [
    ...errors,
    ours('n', 'Elb5xx', 'SampleCount'),
    ...movingSum('e', 'errors'),
    ...movingSum('n', 'requests'),
    { id: 'rate', expression: GUARDED },
  ]);

export const RATES_BEFORE: readonly MetricAlarmDefinition[] = [
  rate('ErrorRate', [ours('e', 'Elb5xx', 'Sum')]),
  rate('TargetErrorRate', [ours('e', 'Target5xx', 'Sum')]),
  rate('LoadBalancerErrorRate', [
    ours('seen', 'Elb5xx', 'Sum'),
    ours('made', 'Target5xx', 'Sum'),
    { id: 'e', expression: 'IF(seen > made, seen - made, 0)' },
  ]),
];

export const SLOW_BEFORE: readonly MetricAlarmDefinition[] = [
  alarmOf('TargetTime', { period: 300, evaluationPeriods: 6, datapointsToAlarm: 3, threshold: 1 }, [
    ours('n', 'TargetProcessingTime', 'SampleCount'),
    ours('slow', 'TargetProcessingTime', 'TC(2:)'),
    { id: 'share', expression: 'IF(n >= 100, 100 * slow / IF(n > AVG(n), n, AVG(n)), 0)' },
  ]),
];

const native = (id: string, metricName: string): AlarmQuery => ({
  id,
  metric: { namespace: NATIVE_NAMESPACE, metricName, dimensions: { LoadBalancer: LOAD_BALANCER } },
  stat: 'Sum',
});

const filled = (name: string, errors: string, requests: string): MetricAlarmDefinition =>
  alarmOf(name, { period: 60, evaluationPeriods: 5, datapointsToAlarm: 3, threshold: 5 }, [
    native('e', errors),
    native('r', 'RequestCount'),
    { id: 'rate', expression: `IF(FILL(e, 0) >= 3 AND ${requests} >= 20, 100 * FILL(e, 0) / (${requests}), 0)` },
  ]);

export const NATIVE_BEFORE: readonly MetricAlarmDefinition[] = [
  filled('NativeLoadBalancerErrorRate', 'HTTPCode_ELB_5XX_Count', 'FILL(r, 0) + FILL(e, 0)'),
  filled('NativeTargetErrorRate', 'HTTPCode_Target_5XX_Count', 'FILL(r, 0)'),
];
