/**
 * The rows of metrics go in; when a statistic of them could reach a value comes out, at any state of arrival. A replay
 * of alarms need not look at the rest: of a week of minutes that is nearly all.
 */
import { type SampleTotals, totalsIn } from './measure-columns.ts';
import { type MeasureRows, visit } from './periods.ts';

export interface Reach {
  readonly stat: string;
  /** Minutes. */
  readonly step: number;
  readonly value: number;
}

/** Statistics that grow no higher than the highest of their parts, or than the sum of them. */
const HIGHEST = new Map<string, 'sum' | 'maximum'>([
  ['Sum', 'sum'],
  ['SampleCount', 'sum'],
  ['Average', 'maximum'],
  ['Minimum', 'maximum'],
  ['Maximum', 'maximum'],
]);

/** What was added in another order may differ in the last digits. */
const SLACK = 1e-9;

const EVER = { first: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY, asOf: Number.POSITIVE_INFINITY };

/**
 * Ascending minutes since 1970 at which a period could begin that reaches the value. Undefined where the statistic has
 * no bound.
 */
export function reachOf(all: readonly MeasureRows[], { stat, step, value }: Reach): readonly number[] | undefined {
  const kind = HIGHEST.get(stat);
  if (kind === undefined) return undefined;
  const highest = new Map<number, number>();
  for (const rows of all) {
    for (const [minute, most] of highestOf(rows, stat)) {
      const before = highest.get(minute) ?? 0;
      highest.set(minute, kind === 'sum' ? before + most : Math.max(before, most));
    }
  }
  const least = value - SLACK * Math.max(1, Math.abs(value));
  return [...periodsOf(highest, step, kind)].flatMap(([start, most]) => (most >= least ? [start] : [])).sort(ascending);
}

function ascending(left: number, right: number): number {
  return left - right;
}

/**
 * By minute: the most that could be known of it at any time, nothing being 0. Rows of a minute are in the order of
 * their arrival.
 */
function highestOf(rows: MeasureRows, stat: string): ReadonlyMap<number, number> {
  const highest = new Map<number, number>();
  const columns = rows.table.columns[rows.measure];
  if (columns === undefined) return highest;
  let known = { minute: Number.NaN, sum: 0 };
  visit(rows, EVER, (minute, row) => {
    const totals = totalsIn(columns, row);
    if (totals === undefined) return;
    if (known.minute !== minute) known = { minute, sum: 0 };
    known.sum += addedBy(totals, stat);
    const most = HIGHEST.get(stat) === 'sum' ? known.sum : totals.maximum;
    highest.set(minute, Math.max(highest.get(minute) ?? 0, most));
  });
  return highest;
}

function addedBy({ sum, sampleCount }: SampleTotals, stat: string): number {
  return stat === 'Sum' ? sum : sampleCount;
}

/** Every period of so many minutes that holds one of them. */
function periodsOf(
  highest: ReadonlyMap<number, number>,
  step: number,
  kind: 'sum' | 'maximum',
): ReadonlyMap<number, number> {
  if (step === 1) return highest;
  const periods = new Map<number, number>();
  for (const [minute, most] of highest) {
    for (let start = minute - step + 1; start <= minute; start++) {
      const before = periods.get(start) ?? 0;
      periods.set(start, kind === 'sum' ? before + most : Math.max(before, most));
    }
  }
  return periods;
}
