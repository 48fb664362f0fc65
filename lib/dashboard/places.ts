/** The third row: where. Each target group, route and service. */
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmLine, isPublished, rowOf, searched, type View } from './view.ts';

export function placeRows(view: View): readonly (readonly IWidget[])[] {
  return [
    ...(view.targetGroups ? [row(view, ['target group', 'TargetGroup'])] : []),
    ...(view.routes ? [row(view, ['route', 'Route'])] : []),
    ...(view.services ? [row(view, ['service', 'Service'])] : []),
  ];
}

function row(
  { scope, settings }: View,
  [words, dimension]: readonly [string, 'TargetGroup' | 'Route' | 'Service'],
): readonly IWidget[] {
  const by = ['LoadBalancer', dimension];
  const rate = { by, statistic: 'Average', selected: true, percent: true };
  const p99 = { by, statistic: 'p99', selected: true };
  const hasTimes = isPublished(scope, ['requests', 'TargetProcessingTime'], by);
  return rowOf([
    {
      title: `Selected: 5xx seen by clients, by ${words}`,
      width: 8,
      left: [searched(scope, ['requests', 'Elb5xx'], rate)],
      leftUnit: '% of its requests',
      threshold: alarmLine(settings.errorPercent, `${settings.errorPercent} %`),
    },
    {
      title: `Selected: p99 of target time, by ${words}`,
      width: 8,
      left: hasTimes ? [searched(scope, ['requests', 'TargetProcessingTime'], p99)] : [],
      leftUnit: 'seconds',
      threshold: alarmLine(settings.slowSeconds, `${settings.slowSeconds} s`),
    },
    {
      title: `Selected: requests, by ${words}`,
      width: 8,
      stacked: true,
      left: [searched(scope, ['requests', 'Elb5xx'], { by, statistic: 'SampleCount', selected: true })],
      leftUnit: 'requests',
    },
  ]);
}
