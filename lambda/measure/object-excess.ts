/**
 * What was measured of one object, once it has been read to its end -> the same with the excess of each metric of that
 * form. Done once for an object; from then on the excess is only added.
 */
import { PERIOD_SECONDS } from '../catalogue/metrics/definition.ts';
import type { AllowedSettings } from '../config.ts';
import type { Aggregates, MeasuredSubject } from './aggregate.ts';
import { type AllowedSubject, allowedOf } from './allowed.ts';
import { shareAt } from './cell.ts';
import { excessOf, type MinuteCount } from './excess.ts';

export interface ExcessOptions {
  readonly allowed: AllowedSettings;
  /** Minutes from here on (milliseconds since 1970) have no value: CloudWatch would refuse them. */
  readonly to: number;
}

export function measureExcess({ subjects }: Aggregates, { allowed: settings, to }: ExcessOptions): void {
  const end = Math.ceil(to / 1000 / PERIOD_SECONDS);
  for (const subject of subjects.values()) {
    const { excesses } = subject.plan;
    if (excesses.length === 0) continue;
    const allowed = allowedOf(settings, nameOf(subject));
    subject.excesses = excesses.map(({ definition }, index) =>
      excessOf(countsOf(subject, index), { ...definition, allowed: allowed[definition.allowed] / 100 }, end),
    );
  }
}

function countsOf({ cells, plan }: MeasuredSubject, index: number): MinuteCount[] {
  const counts: MinuteCount[] = [];
  cells.forEach((cell, minute) => {
    const { count, sum } = shareAt(cell, plan.rates.length + index);
    counts.push({ minute, requests: count, errors: sum });
  });
  return counts;
}

function nameOf({ plan: { names }, values }: MeasuredSubject): AllowedSubject {
  const value = (name: string): string | undefined => values[names.indexOf(name)];
  const [loadBalancer, targetGroup] = [value('LoadBalancer'), value('TargetGroup')];
  return { loadBalancer, targetGroup, route: value('Route'), service: value('Service') };
}
