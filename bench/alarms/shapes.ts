/** The alarms that are compared: ours as synthesized, and what people usually write. */

import { settingsFrom } from '../../lib/settings/check.ts';
import type { SettingsInput } from '../../lib/settings/types.ts';
import type { AlarmDefinition, AlarmQuery } from '../../local/cloudwatch/alarm-definition.ts';
import { synthesizedStack } from '../../local/read/synthesized.ts';
import { NAMESPACE } from './traffic.ts';

/** Alarms whose joint verdict is one row of a table. */
export interface Shape {
  readonly name: string;
  readonly alarms: readonly AlarmDefinition[];
}

const ERROR_RATES = /-(ErrorRate|TargetErrorRate|LoadBalancerErrorRate)-All$/;

/** The error rate alarms of a deploy with these settings. */
export async function synthesizedAlarms(settings: SettingsInput = {}): Promise<readonly AlarmDefinition[]> {
  const { definitions } = await synthesizedStack(settingsFrom(settings));
  const found = definitions.alarms.filter(({ name }) => ERROR_RATES.test(name));
  if (found.length !== 3)
    throw new Error(`the stack must have three error rate alarms, got ${found.map(({ name }) => name)}`);
  return found;
}

interface Usual {
  readonly period: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  /** Percent of failed requests; `e` errors and `n` requests of one period. */
  readonly expression?: string;
}

/** 5 % of the period's requests, missing data not breaching: as in most examples. */
export function usual(name: string, { expression = '100 * e / n', ...shape }: Usual): Shape {
  const metric = { namespace: NAMESPACE, metricName: 'Elb5xx', dimensions: {} };
  const queries: readonly AlarmQuery[] = [
    { id: 'e', metric, stat: 'Sum' },
    { id: 'n', metric, stat: 'SampleCount' },
    { id: 'rate', expression },
  ];
  const alarm: AlarmDefinition = {
    ...shape,
    kind: 'metric',
    name,
    description: undefined,
    threshold: 5,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
    lowSamples: 'evaluate',
    evaluationWindow: 'sliding',
    queries,
    returnId: 'rate',
  };
  return { name, alarms: [alarm] };
}

const GUARDED = 'IF(n >= 20 AND e >= 3, 100 * e / n, 0)';

export const USUAL: readonly Shape[] = [
  usual('300 s, 1 of 1', { period: 300, datapointsToAlarm: 1, evaluationPeriods: 1 }),
  usual('60 s, 1 of 1', { period: 60, datapointsToAlarm: 1, evaluationPeriods: 1 }),
  usual('60 s, 3 of 5', { period: 60, datapointsToAlarm: 3, evaluationPeriods: 5 }),
  usual('60 s, 3 of 15, guarded', { period: 60, datapointsToAlarm: 3, evaluationPeriods: 15, expression: GUARDED }),
  usual('900 s, 1 of 1, guarded', { period: 900, datapointsToAlarm: 1, evaluationPeriods: 1, expression: GUARDED }),
];
