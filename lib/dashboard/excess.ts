/** What the alarms on errors watch: requests that failed beyond the share that is allowed, each place beside its neighbors. */
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { requestMetric } from '../monitoring/metric.ts';
import { COLORS, COLUMNS, graph, searched, type View } from './view.ts';

export function excessRows(view: View): readonly (readonly IWidget[])[] {
  const places = [
    ['load balancer', ['LoadBalancer']] as const,
    ...(view.targetGroups ? [['target group', ['LoadBalancer', 'TargetGroup']] as const] : []),
    ...(view.routes ? [['route', ['LoadBalancer', 'Route']] as const] : []),
  ];
  const width = Math.floor(COLUMNS / places.length);
  return [places.map((place) => errors(view, place, width))];
}

/** Below zero is not drawn: there all is well. */
function errors({ scope }: View, [words, by]: readonly [string, readonly string[]], width: number): IWidget {
  const all = requestMetric(scope, 'ExcessErrors', { label: 'all load balancers', color: COLORS.clients });
  return graph({
    title: `Errors beyond what is allowed, by ${words}`,
    width,
    left: [
      ...(by.length === 1 ? [all] : []),
      searched(scope, ['requests', 'ExcessErrors'], { by, statistic: 'Sum', selected: false }),
    ],
    leftUnit: 'errors too many',
  });
}
