/**
 * The dashboard as the page gets it, for a range and a choice of its variables. Plain data, because server and page
 * read this file.
 */

export interface DashboardChoice {
  readonly variables: Readonly<Record<string, string>>;
  readonly from: number;
  readonly to: number;
  /** Seconds; undefined leaves the period to the dashboard where the range allows it. */
  readonly period: number | undefined;
}

export interface DashboardView {
  readonly from: number;
  readonly to: number;
  /** Seconds of one data point. */
  readonly period: number;
  readonly variables: readonly VariableView[];
  readonly widgets: readonly WidgetView[];
}

interface VariableView {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type WidgetView = MetricView | TextView | AlarmsView | LogView | WordsView;

export interface MetricView {
  readonly kind: 'metric';
  readonly box: Box;
  readonly title: string;
  readonly view: 'timeSeries' | 'singleValue' | 'gauge' | 'bar' | 'pie' | 'table';
  readonly stacked: boolean;
  readonly legend: 'bottom' | 'right' | 'hidden';
  readonly left: AxisView;
  readonly right: AxisView;
  /** Seconds since 1970, one for each data point of each series. */
  readonly times: readonly number[];
  readonly series: readonly SeriesView[];
  readonly lines: readonly {
    readonly value: number;
    readonly upper?: number;
    readonly label: string;
    readonly color: string | undefined;
    readonly yAxis: 'left' | 'right';
  }[];
  readonly moments: readonly { readonly at: number; readonly end?: number; readonly label: string }[];
  /** Labels of metrics that only exist in an account, and the namespaces they are in. */
  readonly absent: readonly string[];
  readonly absentNamespaces: readonly string[];
}

interface AxisView {
  readonly label: string | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface SeriesView {
  readonly label: string;
  readonly color: string | undefined;
  readonly yAxis: 'left' | 'right';
  /** `s`, `B`, `%` or a word; empty where nothing tells. */
  readonly unit: string;
  /** Of the one metric that it is; absent where it is computed of several. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
}

interface TextView {
  readonly kind: 'text';
  readonly box: Box;
  readonly markdown: string;
}

export interface AlarmsView {
  readonly kind: 'alarm';
  readonly box: Box;
  readonly title: string;
  readonly alarms: readonly string[];
}

export interface LogView {
  readonly kind: 'log';
  readonly box: Box;
  readonly title: string;
  readonly query: string;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** Why there are no rows to show, when the query is not one a desk can answer. */
  readonly unanswered?: string;
}

/** A widget that cannot be drawn here, and why. */
interface WordsView {
  readonly kind: 'words';
  readonly box: Box;
  readonly title: string;
  readonly text: string;
}
