import type { Aggregates } from '../../lambda/measure/aggregate.ts';
import type { Cell } from '../../lambda/measure/cell.ts';

/** Every cell of the subjects of one dimension set. */
export function cellsOf({ subjects }: Aggregates, set: string): Cell[] {
  return [...subjects.values()].filter(({ plan }) => plan.set === set).flatMap(({ cells }) => [...cells.values()]);
}
