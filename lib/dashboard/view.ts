/**
 * What every row of the dashboard is made of: graphs on CloudWatch's grid of 24 columns, metrics of the load balancer
 * that the dashboard's variable selects, and SEARCH over label values that nobody listed in advance.
 */

import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  GraphWidgetView,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  LegendPosition,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { dimensionSets, type MetricOf, type MetricScope } from '../monitoring/metric.ts';
import type { AlarmSettings } from '../settings/types.ts';

/** The variable is a pattern: CloudWatch replaces this text everywhere in the body by the load balancer chosen. */
export const LOAD_BALANCER = 'LOAD_BALANCER';
export const SELECTED = { LoadBalancer: LOAD_BALANCER } as const;

export const COLUMNS = 24;
export const GRAPH_HEIGHT = 6;
/** Seconds. The console makes it longer when the range is long. */
const PERIOD = Duration.minutes(1);

/** Safe for color-blind readers: blue, orange and purple differ for every common kind of color blindness. */
export const COLORS = {
  clients: '#1f77b4',
  loadBalancer: '#ff7f0e',
  target: '#9467bd',
  native: '#7f7f7f',
  alarm: '#d62728',
  requests: '#2ca02c',
} as const;

export interface View {
  readonly scope: MetricScope;
  readonly settings: AlarmSettings;
  readonly families: readonly Family[];
  readonly targetGroups: boolean;
  readonly routes: boolean;
  readonly services: boolean;
}

/** Does the profile publish a metric by these dimensions, the label of a tally among them? */
export function isPublished<F extends Family>(
  { profile }: MetricScope,
  [family, name]: readonly [F, MetricOf<F>],
  by: readonly string[],
): boolean {
  return dimensionSets(family, name, profile).some((names) => names.join() === by.join());
}

export interface Graph {
  readonly title: string;
  readonly width: number;
  readonly left: readonly IMetric[];
  readonly right?: readonly IMetric[];
  /** What one of its points counts or measures. Without a period: the console widens it when the range is long. */
  readonly leftUnit?: string;
  readonly rightUnit?: string;
  readonly threshold?: HorizontalAnnotation | undefined;
  readonly stacked?: boolean;
}

export function graph(options: Graph): IWidget {
  const { title, width, left, right = [], leftUnit, rightUnit, threshold, stacked = false } = options;
  const axis = (label: string | undefined) => ({ min: 0, showUnits: false, ...(label !== undefined && { label }) });
  return new GraphWidget({
    title,
    width,
    height: GRAPH_HEIGHT,
    period: PERIOD,
    left: [...left],
    leftYAxis: axis(leftUnit),
    stacked,
    view: GraphWidgetView.TIME_SERIES,
    legendPosition: LegendPosition.BOTTOM,
    ...(right.length > 0 && { right: [...right], rightYAxis: axis(rightUnit) }),
    ...(threshold !== undefined && { leftAnnotations: [threshold] }),
  });
}

/**
 * The graphs of a row that there is something to draw for, together as wide as the row. A profile may leave out the
 * rest.
 */
export function rowOf(graphs: readonly Graph[]): readonly IWidget[] {
  const drawn = graphs.filter(({ left }) => left.length > 0);
  const whole = drawn.reduce((sum, { width }) => sum + width, 0);
  let left = COLUMNS;
  return drawn.map((one, index) => {
    const width = index === drawn.length - 1 ? left : Math.round((COLUMNS * one.width) / whole);
    left -= width;
    return graph({ ...one, width });
  });
}

export function alarmLine(value: number, label: string): HorizontalAnnotation {
  return { value, label, color: COLORS.alarm };
}

/** Share of 1 -> percent. The id stands for the metric within its graph: one metric has one id there. */
export function inPercent(
  id: string,
  metric: IMetric,
  [label, color]: readonly [label: string, color: string],
): IMetric {
  return math({ expression: `100 * ${id}`, usingMetrics: { [id]: metric }, label, color });
}

export interface Math {
  readonly expression: string;
  readonly usingMetrics?: Readonly<Record<string, IMetric>>;
  readonly label: string;
  readonly color?: string;
}

export function math({ expression, usingMetrics = {}, label, color }: Math): IMetric {
  return new MathExpression({
    expression,
    usingMetrics: { ...usingMetrics },
    label,
    period: PERIOD,
    ...(color !== undefined && { color }),
  });
}

export interface Search {
  /** Dimensions of the set, the label of a tally among them. */
  readonly by: readonly string[];
  readonly statistic: string;
  /** Only the load balancer that is selected. */
  readonly selected?: boolean;
}

/** All series of a metric in one dimension set. Throws on a set that the catalogue does not publish. */
export function search<F extends Family>(
  { namespace, extra, profile }: MetricScope,
  [family, name]: readonly [F, MetricOf<F>],
  { by, statistic, selected = false }: Search,
): string {
  const published = dimensionSets(family, name, profile).find((names) => names.join() === by.join());
  if (published === undefined) throw new Error(`${name} is not published by ${by.join('+') || 'no dimension'}`);
  const schema = [namespace, ...published, ...Object.keys(extra)].map(quoted).join(',');
  const terms = [
    `MetricName="${name}"`,
    ...(selected ? [`LoadBalancer="${LOAD_BALANCER}"`] : []),
    ...Object.entries(extra).map(([dimension, value]) => `${dimension}="${value}"`),
  ];
  return `SEARCH('{${schema}} ${terms.join(' ')}', '${statistic}')`;
}

/** Every metric of the namespace with just these dimensions. */
export function searchAll({ namespace, extra }: MetricScope, names: readonly string[]): string {
  return `SEARCH('{${[namespace, ...names, ...Object.keys(extra)].map(quoted).join(',')}}', 'SampleCount')`;
}

/** One series for each value of the last dimension, named by it. */
export function searched<F extends Family>(
  scope: MetricScope,
  metric: readonly [F, MetricOf<F>],
  options: Search & { readonly percent?: boolean },
): IMetric {
  const found = search(scope, metric, options);
  return math({
    expression: options.percent === true ? `100 * ${found}` : found,
    label: `\${PROP('Dim.${options.by.at(-1) ?? ''}')}`,
  });
}

function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `"${name}"`;
}
