/** An alarm that was made, and what it costs by. */
import type { AlarmBase, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Severity } from '../../lambda/verdict/settings.ts';
import type { AlarmReads, WatchedMembers } from '../monitoring/bill.ts';
import type { Subject } from '../monitoring/subject.ts';
import type { Notice } from './definition.ts';
import type { AlarmName } from './texts.ts';

export interface MadeAlarm {
  readonly name: AlarmName;
  /** As CloudWatch knows it. */
  readonly alarmName: string;
  readonly subject: Subject | undefined;
  readonly alarm: AlarmBase;
  readonly threshold: number | undefined;
  /** Metrics it reads, which is what it costs by; 0 for a composite alarm. */
  readonly metrics: number;
  /** What its query analyzes. */
  readonly watches: WatchedMembers | undefined;
  readonly severity: Severity;
  readonly notice: Notice;
  /** Whether it has actions. */
  readonly notifies: boolean;
}

/** What these alarms cost by. */
export function alarmReads(all: readonly MadeAlarm[], hasVerdict: boolean): AlarmReads {
  return {
    hasVerdict,
    metrics: all.reduce((sum, { metrics }) => sum + metrics, 0),
    queries: all.flatMap(({ watches }) => watches ?? []),
    composites: all.filter(({ metrics, watches }) => metrics === 0 && watches === undefined).length,
  };
}

/** Metrics behind an alarm. */
export function metricsOf(metric: IMetric): number {
  const { mathExpression } = metric.toMetricConfig();
  if (mathExpression === undefined) return 1;
  const parts = new Map<string, IMetric>();
  collect(metric, parts);
  return Math.max(1, parts.size);
}

function collect(metric: IMetric, into: Map<string, IMetric>): void {
  const { mathExpression } = metric.toMetricConfig();
  for (const [id, part] of Object.entries(mathExpression?.usingMetrics ?? {})) {
    if (part.toMetricConfig().mathExpression === undefined) into.set(id, part);
    else collect(part, into);
  }
}
