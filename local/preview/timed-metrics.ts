/** Alarms -> which metrics are read as they were known at a time. Of the others no arrival need be kept. */
import { isInsightsQuery, parseInsights } from '../cloudwatch/insights-parse.ts';
import type { TemplateDefinitions } from '../cloudwatch/template.ts';

/** By name and names of dimensions. */
type MetricRead = (metricName: string, dimensionNames: readonly string[]) => boolean;

export function metricsOfAlarms({ alarms }: Pick<TemplateDefinitions, 'alarms'>): MetricRead {
  const exact = new Set<string>();
  /** Read by a query that leaves the dimensions open. */
  const anyDimensions = new Set<string>();
  for (const query of alarms.flatMap(({ queries }) => queries)) {
    if ('metric' in query) exact.add(keyOf(query.metric.metricName, Object.keys(query.metric.dimensions)));
    else if (isInsightsQuery(query.expression)) {
      const { metricName, schema } = parseInsights(query.expression);
      if (schema === undefined) anyDimensions.add(metricName);
      else exact.add(keyOf(metricName, schema));
    }
  }
  return (metricName, names) => anyDimensions.has(metricName) || exact.has(keyOf(metricName, names));
}

function keyOf(metricName: string, dimensionNames: readonly string[]): string {
  return [metricName, ...[...dimensionNames].sort()].join('\n');
}
