/** Draws what the alarms watch: requests that failed or were slow beyond the allowed share, by place. */
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { requestMetric } from '../monitoring/metric.ts';
import { COLORS, type Graph, isPublished, rowOf, searched, type View } from './view.ts';

const KINDS = [
  { metric: 'ExcessErrors', title: 'Errors beyond what is allowed', unit: 'errors too many' },
  { metric: 'ExcessSlow', title: 'Slow requests beyond what is allowed', unit: 'slow requests too many' },
] as const;

export function excessRows(view: View): readonly (readonly IWidget[])[] {
  const places = [
    ['load balancer', ['LoadBalancer']] as const,
    ...(view.targetGroups ? [['target group', ['LoadBalancer', 'TargetGroup']] as const] : []),
    ...(view.routes ? [['route', ['LoadBalancer', 'Route']] as const] : []),
    ...(view.services ? [['service', ['LoadBalancer', 'Service']] as const] : []),
  ];
  return KINDS.map((kind) => rowOf(places.map((place) => excess(view, kind, place))));
}

/** Below zero is not drawn: there all is well. */
function excess(
  { scope }: View,
  { metric, title, unit }: (typeof KINDS)[number],
  [words, by]: readonly [words: string, by: readonly string[]],
): Graph {
  const all = requestMetric(scope, metric, { label: 'all load balancers', color: COLORS.clients });
  const hasPlaces = isPublished(scope, ['requests', metric], by);
  return {
    title: `${title}, by ${words}`,
    width: 1,
    left: [
      ...(by.length === 1 ? [all] : []),
      ...(hasPlaces ? [searched(scope, ['requests', metric], { by, statistic: 'Sum' })] : []),
    ],
    leftUnit: unit,
  };
}
