/**
 * A graph's series as uPlot wants them: stacked where the graph is, hidden ones left out, isolated points found. Pure.
 */
import type { MetricView, SeriesView } from '../../../dashboard-document.ts';
import type { Style } from './styles.ts';

const GRAY: Style = { color: '#888888', pattern: 0 };

export interface DrawnSeries {
  readonly label: string;
  readonly style: Style;
  readonly unit: string;
  readonly yAxis: 'left' | 'right';
  /** What a person reads. */
  readonly values: readonly (number | null)[];
  /** Where the line runs: the same, or on top of the series below. */
  readonly heights: readonly (number | null)[];
}

export function drawn(view: MetricView, styles: readonly Style[], hidden: ReadonlySet<string>): DrawnSeries[] {
  const shown = view.series.flatMap((series, index) =>
    hidden.has(series.label) ? [] : [{ ...series, style: styles[index] ?? GRAY }],
  );
  // Where no series has a point, there is no stack either.
  const anywhere = (index: number): boolean => shown.some(({ values }) => (values[index] ?? null) !== null);
  let below: readonly number[] | undefined;
  return shown.map(({ label, style, unit, yAxis, values }) => {
    const one = { label, style, unit, yAxis, values };
    if (!view.stacked || yAxis !== 'left') return { ...one, heights: values };
    below = stackedOn(below, values);
    return { ...one, heights: below.map((height, index) => (anywhere(index) ? height : null)) };
  });
}

/** A missing point adds nothing to a stack. */
function stackedOn(below: readonly number[] | undefined, values: readonly (number | null)[]): number[] {
  return values.map((value, index) => (below?.[index] ?? 0) + (value ?? 0));
}

/** Points without a neighbor, which a line alone would not show. */
export function isolated(values: readonly (number | null)[]): number[] {
  return values.flatMap((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [index] : [],
  );
}

export function hasData({ series }: MetricView): boolean {
  return series.some(({ values }) => values.some((value) => value !== null));
}

/** The latest data point of each series: what a number, a bar or a table shows. */
export function latest({ values }: SeriesView): number | undefined {
  return values.findLast((value) => value !== null) ?? undefined;
}

/** Where there are many series, the largest are named first, because a legend has room for a few. */
const MANY = 5;

/** Indexes of the series in the order in which a legend names them. */
export function legendOrder({ series }: Pick<MetricView, 'series'>): number[] {
  const indexes = series.map((_, index) => index);
  if (series.length <= MANY) return indexes;
  const totals = series.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  return indexes.sort((left, right) => (totals[right] ?? 0) - (totals[left] ?? 0));
}

/** Failures this many times smaller than the successes next to them would be a flat line. */
const FLAT = 15;

/**
 * Names of the series to leave out at first: of exact codes those below 400, where the others would not be seen next to
 * them.
 */
export function hiddenAtFirst({ series, stacked }: Pick<MetricView, 'series' | 'stacked'>): ReadonlySet<string> {
  const isCode = series.length > 1 && series.every(({ label }) => /^\d{3}$/.test(label));
  if (!isCode || stacked) return new Set();
  const most = (some: readonly SeriesView[]): number =>
    some.reduce((top, { values }) => values.reduce<number>((best, value) => Math.max(best, value ?? 0), top), 0);
  const good = series.filter(({ label }) => label < '400' && label !== '000');
  const bad = series.filter((one) => !good.includes(one));
  return most(bad) > 0 && most(good) > FLAT * most(bad) ? new Set(good.map(({ label }) => label)) : new Set();
}
