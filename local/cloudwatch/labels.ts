/**
 * Series of one graph -> the texts of its legend: default labels name what differs between the series,
 * dynamic labels such as '${LABEL} max ${MAX}' are filled in.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
import type { TimeSeries } from './math-values.ts';
import type { DataPoint } from './store.ts';

/** The label of each series that comes from a metric: the parts in which they differ, or the metric's name. */
export function defaultLabels(series: readonly TimeSeries[]): string[] {
  const parts = series.map(partsOf);
  const names = [...new Set(parts.flatMap((part) => [...part.keys()]))];
  const differing = names.filter((name) => new Set(parts.map((part) => part.get(name))).size > 1);
  return parts.map((part, index) => {
    const label = differing
      .map((name) => part.get(name) ?? '')
      .filter((text) => text !== '')
      .join(' ');
    return label || part.get('MetricName') || `series ${index + 1}`;
  });
}

function partsOf({ source }: TimeSeries): Map<string, string> {
  if (!source) return new Map();
  const { namespace, metricName, dimensions } = source.metric;
  const dims = Object.entries(dimensions).map(([name, value]): [string, string] => [`Dim.${name}`, value]);
  return new Map([['Namespace', namespace], ...dims, ['MetricName', metricName], ['Stat', source.stat]]);
}

export interface LabelContext {
  /** What ${LABEL} stands for. */
  readonly label: string;
  readonly series: TimeSeries;
  readonly points: readonly DataPoint[];
  readonly region: string | undefined;
}

export function isDynamic(label: string): boolean {
  return label.includes('${');
}

/** Fills in a dynamic label. Throws on a value that CloudWatch does not have or that is not modeled. */
export function fillLabel(label: string, context: LabelContext): string {
  return label.replace(/\$\{([^}]*)\}/g, (_, name: string) => dynamicValue(name.trim(), context));
}

const NUMBERS: Record<string, (values: readonly number[]) => number> = {
  AVG: (values) => values.reduce((all, value) => all + value, 0) / values.length,
  SUM: (values) => values.reduce((all, value) => all + value, 0),
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
  FIRST: (values) => values[0] ?? Number.NaN,
  LAST: (values) => values.at(-1) ?? Number.NaN,
  DATAPOINT_COUNT: (values) => values.length,
  MIN_MAX_RANGE: (values) => Math.max(...values) - Math.min(...values),
  FIRST_LAST_RANGE: (values) => (values.at(-1) ?? Number.NaN) - (values[0] ?? Number.NaN),
};

const TIMES: Record<string, (points: readonly DataPoint[]) => DataPoint | undefined> = {
  FIRST_TIME: (points) => points[0],
  LAST_TIME: (points) => points.at(-1),
  MIN_TIME: (points) => points.toSorted((a, b) => a.value - b.value)[0],
  MAX_TIME: (points) => points.toSorted((a, b) => b.value - a.value)[0],
};

function dynamicValue(name: string, context: LabelContext): string {
  if (name === 'LABEL') return context.label;
  const number = NUMBERS[name];
  if (number) {
    if (context.points.length === 0) return name === 'DATAPOINT_COUNT' ? '0' : '-';
    // Four digits; how CloudWatch rounds here is not documented.
    return String(Number(number(context.points.map(({ value }) => value)).toPrecision(4)));
  }
  const time = TIMES[name];
  if (time) {
    const point = time(context.points);
    return point ? new Date(point.timestamp).toISOString().slice(0, 16).replace('T', ' ') : '-';
  }
  const property = /^PROP\('([^']+)'\)$/.exec(name)?.[1];
  if (property === 'Period') return String(context.series.grid.period);
  if (property === 'Region') return context.region ?? '';
  const known = property?.startsWith('Dim.') || ['MetricName', 'Namespace', 'Stat'].includes(property ?? '');
  if (property && known) return partsOf(context.series).get(property) ?? '';
  throw new Error(
    `dynamic label '\${${name}}' is not modeled; known are LABEL, ${[...Object.keys(NUMBERS), ...Object.keys(TIMES)].join(', ')} and PROP('…')`,
  );
}
