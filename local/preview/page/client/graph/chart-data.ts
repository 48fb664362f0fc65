/** A graph's series as uPlot wants them: stacked where the graph is, hidden ones left out, isolated points found. Pure. */
import type { MetricView, SeriesView } from '../../../document.ts';

export interface Drawn {
  readonly label: string;
  readonly color: string;
  readonly yAxis: 'left' | 'right';
  /** What a person reads. */
  readonly values: readonly (number | null)[];
  /** Where the line runs: the same, or on top of the series below. */
  readonly heights: readonly (number | null)[];
}

export function drawn(view: MetricView, colors: readonly string[], hidden: ReadonlySet<string>): Drawn[] {
  const shown = view.series.flatMap((series, index) =>
    hidden.has(series.label) ? [] : [{ ...series, color: colors[index] ?? '#888888' }],
  );
  // Where no series has a point, there is no stack either.
  const anywhere = (index: number): boolean => shown.some(({ values }) => (values[index] ?? null) !== null);
  let below: readonly number[] | undefined;
  return shown.map(({ label, color, yAxis, values }) => {
    if (!view.stacked || yAxis !== 'left') return { label, color, yAxis, values, heights: values };
    below = stackedOn(below, values);
    return { label, color, yAxis, values, heights: below.map((height, index) => (anywhere(index) ? height : null)) };
  });
}

/** A missing point adds nothing to a stack. */
function stackedOn(below: readonly number[] | undefined, values: readonly (number | null)[]): number[] {
  return values.map((value, index) => (below?.[index] ?? 0) + (value ?? 0));
}

/** Points without a neighbour, which a line alone would not show. */
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
