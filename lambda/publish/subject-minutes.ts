/** What there is to publish of the subjects of aggregates, minute by minute, in an order by their names alone. */
import { compareText } from '../catalogue/compare-text.ts';
import { type Aggregates, type MeasuredSubject, startOf } from '../measure/aggregate.ts';
import type { Cell } from '../measure/cell.ts';

/** One minute of one subject. */
export interface SubjectMinute {
  readonly subject: MeasuredSubject;
  /** Start of the minute, milliseconds since 1970. */
  readonly periodStart: number;
  /** Absent where no entry is in the minute, but the excess of those before it is. */
  cell: Cell | undefined;
  /** In the order of the metrics of the plan: millionths of a request, where there is a value. */
  readonly excesses: (number | undefined)[];
}

/** Subject after subject. */
export function inOrder({ subjects }: Aggregates): SubjectMinute[] {
  return [...subjects]
    .sort(([left], [right]) => compareText(left, right))
    .flatMap(([, subject]) => minutesOfSubject(subject));
}

/** Minute after minute, each with its subjects in order. */
export function byMinute(aggregates: Aggregates): readonly (readonly SubjectMinute[])[] {
  const minutes = Map.groupBy(inOrder(aggregates), ({ periodStart }) => periodStart);
  return [...minutes].sort(([left], [right]) => left - right).map(([, minute]) => minute);
}

function minutesOfSubject(subject: MeasuredSubject): SubjectMinute[] {
  const found = new Map<number, SubjectMinute>();
  const at = (minute: number): SubjectMinute => {
    const one = found.get(minute) ?? { subject, periodStart: startOf(minute), cell: undefined, excesses: [] };
    found.set(minute, one);
    return one;
  };
  for (const [minute, cell] of subject.cells) at(minute).cell = cell;
  subject.excesses.forEach(({ minutes, millionths }, metric) => {
    minutes.forEach((minute, index) => {
      at(minute).excesses[metric] = millionths[index];
    });
  });
  return [...found.values()].sort((left, right) => left.periodStart - right.periodStart);
}
