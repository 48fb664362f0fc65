/**
 * The cells of one object, once it has been read -> the same with the excess of each metric of that form, and cells for the
 * minutes after its last that still take it in. Done once for an object; from then on the excess is only added.
 */
import type { AllowedSettings } from '../config.ts';
import { type Aggregates, type Cell, cellKey, createCell } from './aggregate.ts';
import { type AllowedSubject, allowedOf } from './allowed.ts';
import { excessOf } from './excess.ts';
import type { Plan } from './plans.ts';

export interface ExcessOptions {
  readonly allowed: AllowedSettings;
  /** Minutes from here on (milliseconds since 1970) have no value: CloudWatch would refuse them. */
  readonly to: number;
}

export function measureExcess(aggregates: Aggregates, options: ExcessOptions): void {
  const subjects = Map.groupBy(aggregates.cells.values(), ({ family, set, values, extra }) =>
    cellKey(family, set, values, extra, 0),
  );
  for (const cells of subjects.values()) {
    const [first] = cells;
    if (first !== undefined) measureSubject(aggregates, { first, cells }, options);
  }
}

interface SubjectCells {
  readonly first: Cell;
  /** One a minute. */
  readonly cells: readonly Cell[];
}

function measureSubject(aggregates: Aggregates, { first, cells }: SubjectCells, options: ExcessOptions): void {
  const { plan } = first;
  const allowed = allowedOf(options.allowed, subjectOf(plan, first));
  plan.excesses.forEach(({ definition }, index) => {
    const minutes = cells.map(({ periodStart, excesses }) => {
      const { requests = 0, errors = 0 } = excesses[index] ?? {};
      return { periodStart, requests, errors };
    });
    const rule = { ...definition, allowed: allowed[definition.allowed] / 100 };
    for (const { periodStart, millionths } of excessOf(minutes, rule)) {
      if (periodStart >= options.to) continue;
      const sum = cellOf(aggregates, { plan, first, periodStart }).excesses[index];
      if (sum !== undefined) Object.assign(sum, { objects: 1, millionths });
    }
  });
}

function subjectOf({ names }: Plan<never>, { values }: Cell): AllowedSubject {
  const value = (name: string): string | undefined => values[names.indexOf(name)];
  const [loadBalancer, targetGroup] = [value('LoadBalancer'), value('TargetGroup')];
  return { loadBalancer, targetGroup, route: value('Route'), service: value('Service') };
}

/** Minutes after the last one have no cell yet. They are few for each that has, so the bound on cells still bounds memory. */
function cellOf(
  { cells }: Aggregates,
  { plan, first, periodStart }: { readonly plan: Plan<never>; readonly first: Cell; readonly periodStart: number },
): Cell {
  const { family, set, values, extra } = first;
  const key = cellKey(family, set, values, extra, periodStart);
  const cell = cells.get(key) ?? createCell(family, plan, { values, extra, periodStart });
  cells.set(key, cell);
  return cell;
}
