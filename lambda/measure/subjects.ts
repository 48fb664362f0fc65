/** Cells of one subject: a load balancer, a target group, a route, minute by minute. */
import type { Aggregates, Cell } from './aggregate.ts';
import { subjectKey } from './cell-key.ts';

/** Cells that differ only in their minutes. */
export interface CellSubject {
  /** What the keys of the cells begin with. */
  readonly key: string;
  readonly first: Cell;
  readonly cells: Cell[];
}

export function subjects({ cells }: Aggregates): Iterable<CellSubject> {
  const subjects = new Map<string, CellSubject>();
  for (const [key, cell] of cells) {
    const subject = subjectKey(key);
    const known = subjects.get(subject);
    if (known === undefined) subjects.set(subject, { key: subject, first: cell, cells: [cell] });
    else known.cells.push(cell);
  }
  return subjects.values();
}
