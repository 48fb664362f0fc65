/**
 * The cells of one object, once it has been read -> the same with the excess of each metric of that form, and cells for
 * the minutes after its last that still take it in. Done once for an object; from then on the excess is only added.
 */
import type { AllowedSettings } from '../config.ts';
import { type Aggregates, type Cell, createExcessCell } from './aggregate.ts';
import { type AllowedSubject, allowedOf } from './allowed.ts';
import { keyOfMinute } from './cell-key.ts';
import { excessOf } from './excess.ts';
import type { Plan } from './plans.ts';
import { type CellSubject, subjects } from './subjects.ts';

export interface ExcessOptions {
  readonly allowed: AllowedSettings;
  /** Minutes from here on (milliseconds since 1970) have no value: CloudWatch would refuse them. */
  readonly to: number;
}

export function measureExcess(aggregates: Aggregates, options: ExcessOptions): void {
  for (const subject of subjects(aggregates)) measureSubject(aggregates, subject, options);
}

function measureSubject(aggregates: Aggregates, subject: CellSubject, { allowed: settings, to }: ExcessOptions): void {
  const { first, cells } = subject;
  if (first.plan.excesses.length === 0) return;
  const allowed = allowedOf(settings, subjectOf(first.plan, first));
  const byStart = new Map(cells.map((cell) => [cell.periodStart, cell]));
  first.plan.excesses.forEach(({ definition }, index) => {
    const minutes = cells.map(({ periodStart, excesses }) => {
      const { requests = 0, errors = 0 } = excesses[index] ?? {};
      return { periodStart, requests, errors };
    });
    const rule = { ...definition, allowed: allowed[definition.allowed] / 100 };
    for (const { periodStart, millionths } of excessOf(minutes, rule)) {
      if (periodStart >= to) break;
      const cell = byStart.get(periodStart) ?? addCell(aggregates, subject, periodStart);
      byStart.set(periodStart, cell);
      const sum = cell.excesses[index];
      if (sum === undefined) continue;
      sum.objects = 1;
      sum.millionths = millionths;
    }
  });
}

/**
 * Minutes after the last one have no cell yet. They are few for each that has, so the bound on cells still bounds
 * memory.
 */
function addCell({ cells }: Aggregates, { key, first }: CellSubject, periodStart: number): Cell {
  const cell = createExcessCell(first.family, first.plan, { values: first.values, extra: first.extra, periodStart });
  cells.set(keyOfMinute(key, periodStart), cell);
  return cell;
}

function subjectOf({ names }: Plan<never>, { values }: Cell): AllowedSubject {
  const value = (name: string): string | undefined => values[names.indexOf(name)];
  const [loadBalancer, targetGroup] = [value('LoadBalancer'), value('TargetGroup')];
  return { loadBalancer, targetGroup, route: value('Route'), service: value('Service') };
}
