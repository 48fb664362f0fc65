/**
 * A graph of the dashboard and a choice -> the series that can be of it: one with a dimension of another value is left
 * out. Pure. Where all are left, the same graph, which need not be drawn again.
 */
import type { MetricView, SeriesView } from '../../../dashboard-document.ts';
import type { PageChoice } from '../choice/address.ts';

/** Dimensions of the metrics by the part of the choice. */
const DIMENSIONS = {
  TargetGroup: 'targetGroup',
  Route: 'route',
  Service: 'service',
  StatusCode: 'code',
  Cause: 'cause',
} as const;

export function narrowed(view: MetricView, choice: PageChoice): MetricView {
  const fits = ({ dimensions = {} }: SeriesView): boolean =>
    Object.entries(DIMENSIONS).every(([dimension, part]) => {
      const value = dimensions[dimension];
      return choice[part] === undefined || value === undefined || value === choice[part];
    });
  const series = view.series.filter(fits);
  return series.length === view.series.length ? view : { ...view, series };
}
