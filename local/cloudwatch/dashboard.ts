/**
 * The body of an AWS::CloudWatch::Dashboard, as JSON text or parsed, with tokens resolved, goes in; typed widgets come
 * out, with abbreviations spelt out, defaults filled in and variables replaced.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import type { z } from 'zod';
import { alarmNameOf } from './composite.ts';
import {
  alarmProperties,
  body,
  logProperties,
  type MetricProperties,
  metricProperties,
  otherProperties,
  type RawWidget,
  rawWidget,
  textProperties,
} from './dashboard-schema.ts';
import { expandRows, type MetricRow } from './metric-rows.ts';
import { schemaProblem } from './schema-problem.ts';
import {
  type ChosenVariable,
  type DashboardVariable,
  parseVariables,
  replacePatterns,
  replaceProperties,
} from './variables.ts';

export interface WidgetBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Axis {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly label?: string | undefined;
  readonly showUnits?: boolean | undefined;
}

/** A line across the graph, or a band if it has an upper end. */
interface HorizontalAnnotation {
  readonly value: number;
  readonly upper?: number;
  readonly label?: string | undefined;
  readonly color?: string | undefined;
  readonly fill?: string | undefined;
  readonly yAxis: 'left' | 'right';
}

/** A time, or a time span if it has an end; milliseconds. */
interface VerticalAnnotation {
  readonly timestamp: number;
  readonly end?: number;
  readonly label?: string | undefined;
  readonly color?: string | undefined;
  readonly fill?: string | undefined;
}

export interface MetricWidget {
  readonly kind: 'metric';
  readonly box: WidgetBox;
  readonly title: string | undefined;
  readonly view: 'timeSeries' | 'singleValue' | 'gauge' | 'bar' | 'pie' | 'table';
  readonly stacked: boolean;
  readonly sparkline: boolean;
  readonly setPeriodToTimeRange: boolean;
  readonly region: string | undefined;
  readonly legend: 'bottom' | 'right' | 'hidden';
  readonly yAxis: { readonly left: Axis; readonly right: Axis };
  readonly rows: readonly MetricRow[];
  readonly horizontal: readonly HorizontalAnnotation[];
  readonly vertical: readonly VerticalAnnotation[];
  /** Names of the alarms whose threshold the graph shows. */
  readonly alarms: readonly string[];
}

export type DashboardWidget =
  | MetricWidget
  | {
      readonly kind: 'text';
      readonly box: WidgetBox;
      readonly markdown: string;
      readonly background: 'solid' | 'transparent';
    }
  | {
      readonly kind: 'alarm';
      readonly box: WidgetBox;
      readonly title: string | undefined;
      readonly alarms: readonly string[];
      readonly states: readonly string[] | undefined;
      readonly sortBy: string | undefined;
    }
  | {
      readonly kind: 'log';
      readonly box: WidgetBox;
      readonly title: string | undefined;
      readonly query: string;
      readonly view: string;
    }
  /** A widget that only CloudWatch can draw, such as `custom` or `explorer`. */
  | { readonly kind: 'other'; readonly box: WidgetBox; readonly type: string; readonly title: string | undefined };

export interface DashboardBody {
  /** As written, for example '-PT3H'. */
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly periodOverride: 'auto' | 'inherit';
  readonly variables: readonly DashboardVariable[];
  readonly widgets: readonly DashboardWidget[];
}

/** Reads a dashboard body. `chosen` are the values of its variables; without them widgets stay as written. */
export function parseDashboard(source: unknown, chosen: readonly ChosenVariable[] = []): DashboardBody {
  const parsed = checkedBy(body, typeof source === 'string' ? JSON.parse(source) : source, 'dashboard body');
  let bottom = 0;
  const widgets = parsed.widgets.map((raw, index): DashboardWidget => {
    const where = `widget ${index + 1}`;
    const widget = checkedBy(rawWidget, replaceProperties(replacePatterns(raw, chosen), chosen), where);
    // Without a position CloudWatch takes the next free one; its own row is always free.
    const box = { x: widget.x ?? 0, y: widget.y ?? bottom, width: widget.width, height: widget.height };
    bottom = Math.max(bottom, box.y + box.height);
    return parseWidget(widget, { box, chosen, where });
  });
  const { start, end, periodOverride } = parsed;
  return { start, end, periodOverride, variables: parseVariables(parsed.variables), widgets };
}

function checkedBy<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`${where}: ${schemaProblem(result.error)}`);
  return result.data;
}

interface WidgetPlace {
  readonly box: WidgetBox;
  readonly chosen: readonly ChosenVariable[];
  readonly where: string;
}

function parseWidget({ type, properties }: RawWidget, place: WidgetPlace): DashboardWidget {
  const { box, where } = place;
  switch (type) {
    case 'metric':
      return parseMetricWidget(checkedBy(metricProperties, properties, where), place);
    case 'text':
      return { kind: 'text', box, ...checkedBy(textProperties, properties, where) };
    case 'alarm': {
      const { title, alarms, states, sortBy } = checkedBy(alarmProperties, properties, where);
      return { kind: 'alarm', box, title, alarms: alarms.map(alarmNameOf), states, sortBy };
    }
    case 'log': {
      const { title, query, view } = checkedBy(logProperties, properties, where);
      return { kind: 'log', box, title, query, view };
    }
    default:
      return { kind: 'other', box, type, title: checkedBy(otherProperties, properties, where).title };
  }
}

function parseMetricWidget(properties: MetricProperties, { box, chosen, where }: WidgetPlace): MetricWidget {
  const { title, view, stacked, sparkline, setPeriodToTimeRange, region, annotations, yAxis } = properties;
  const shown = <Annotation extends { visible: boolean }>(one: Annotation | [Annotation, unknown]) =>
    (Array.isArray(one) ? one[0] : one).visible;
  return {
    kind: 'metric',
    box,
    title,
    view,
    stacked,
    sparkline,
    setPeriodToTimeRange,
    region,
    legend: properties.legend?.position ?? 'bottom',
    yAxis: { left: yAxis.left ?? {}, right: yAxis.right ?? {} },
    rows: expandRows(properties.metrics, { ...properties, chosen, where: `${where} ('${title ?? ''}')` }),
    horizontal: annotations.horizontal.filter(shown).map((one) => {
      const [{ visible: _visible, ...from }, to] = Array.isArray(one) ? one : [one];
      return to ? { ...from, value: Math.min(from.value, to.value), upper: Math.max(from.value, to.value) } : from;
    }),
    vertical: annotations.vertical.filter(shown).map((one) => {
      const [{ visible: _visible, value, ...from }, to] = Array.isArray(one) ? one : [one];
      const timestamp = Date.parse(value);
      return to ? { ...from, timestamp, end: Date.parse(to.value) } : { ...from, timestamp };
    }),
    alarms: annotations.alarms.map(alarmNameOf),
  };
}
