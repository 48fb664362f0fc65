/** What the alarms watch: requests that failed or were slow beyond the share that is allowed, each place beside its neighbors. */
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { requestMetric } from '../monitoring/metric.ts';
import { COLORS, COLUMNS, graph, searched, type View } from './view.ts';

const KINDS = [
  { metric: 'ExcessErrors', title: 'Errors beyond what is allowed', unit: 'errors too many' },
  { metric: 'ExcessSlow', title: 'Slow requests beyond what is allowed', unit: 'slow requests too many' },
] as const;

export function excessRows(view: View): readonly (readonly IWidget[])[] {
  const places = [
    ['load balancer', ['LoadBalancer']] as const,
    ...(view.targetGroups ? [['target group', ['LoadBalancer', 'TargetGroup']] as const] : []),
    ...(view.routes ? [['route', ['LoadBalancer', 'Route']] as const] : []),
  ];
  return KINDS.map((kind) => places.map((place) => excess(view, kind, { place, width: COLUMNS / places.length })));
}

/** Below zero is not drawn: there all is well. */
function excess(
  { scope }: View,
  { metric, title, unit }: (typeof KINDS)[number],
  {
    place: [words, by],
    width,
  }: { readonly place: readonly [words: string, by: readonly string[]]; readonly width: number },
): IWidget {
  const all = requestMetric(scope, metric, { label: 'all load balancers', color: COLORS.clients });
  return graph({
    title: `${title}, by ${words}`,
    width,
    left: [...(by.length === 1 ? [all] : []), searched(scope, ['requests', metric], { by, statistic: 'Sum' })],
    leftUnit: unit,
  });
}
