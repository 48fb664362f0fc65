/**
 * Metrics that AWS itself publishes (`AWS/ApplicationELB`, `AWS/SQS`, `AWS/Lambda`…) exist in an account only, not in
 * logs. Rows of a graph go in; the rows that can be drawn from logs, and what is missing, come out.
 */
import type { MetricRow } from '../cloudwatch/metric-rows.ts';

export interface WithoutNative {
  readonly rows: readonly MetricRow[];
  readonly labels: readonly string[];
  readonly namespaces: readonly string[];
}

function isNative(namespace: string): boolean {
  return namespace.startsWith('AWS/');
}

export function withoutNative(rows: readonly MetricRow[]): WithoutNative {
  const native = nativeIds(rows);
  const absent = rows.filter(({ id }) => native.has(id));
  return {
    rows: rows.filter(({ id }) => !native.has(id)),
    labels: absent.filter(({ visible }) => visible).map((row) => row.label ?? nameOf(row)),
    namespaces: [...new Set(absent.flatMap((row) => ('metric' in row ? [row.metric.namespace] : [])))].sort(),
  };
}

function nameOf(row: MetricRow): string {
  return 'metric' in row ? row.metric.metricName : row.expression;
}

interface NativeQuery {
  readonly id: string;
  readonly metric?: { readonly namespace: string };
  readonly expression?: string;
}

/** Ids of native metrics, and of every expression that uses one, however indirectly. */
export function nativeIds(queries: readonly NativeQuery[]): ReadonlySet<string> {
  const native = new Set(
    queries.filter(({ metric }) => metric !== undefined && isNative(metric.namespace)).map(({ id }) => id),
  );
  for (let before = -1; before < native.size; ) {
    before = native.size;
    for (const { id, expression } of queries) {
      if (expression !== undefined && usesNative(expression, native)) native.add(id);
    }
  }
  return native;
}

function usesNative(expression: string, native: ReadonlySet<string>): boolean {
  // What is quoted belongs to a SEARCH or a Metrics Insights schema, which name namespaces and no ids.
  if (/["'{]AWS\//.test(expression)) return true;
  const words = expression.replace(/'[^']*'|"[^"]*"/g, '').match(/[a-z]\w*/g) ?? [];
  return words.some((word) => native.has(word));
}
