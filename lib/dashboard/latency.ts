/** The fourth row: how long requests take, from the log and from AWS's own metrics. */
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { nativeMetric } from '../alarms/native.ts';
import { requestMetric } from '../monitoring/metric.ts';
import {
  alarmLine,
  COLORS,
  type Graph,
  inPercent,
  isPublished,
  LOAD_BALANCER,
  rowOf,
  SELECTED,
  type View,
} from './view.ts';

type Time = 'RequestProcessingTime' | 'TargetProcessingTime' | 'ResponseProcessingTime' | 'RequestTime';
const PERCENTILES = ['p50', 'p90', 'p99'] as const;

export function latencyRows(view: View): readonly (readonly IWidget[])[] {
  const { settings } = view;
  const threshold = alarmLine(settings.slowSeconds, `slow: ${settings.slowSeconds} s`);
  return [rowOf(selectedTimes(view, threshold)), rowOf(wholeTimes(view, threshold))];
}

function selectedTimes(view: View, threshold: Graph['threshold']): readonly Graph[] {
  return [
    {
      title: 'Selected: target time (until the response headers)',
      width: 9,
      left: [...percentiles(view, 'TargetProcessingTime', SELECTED), ...nativeTimes()],
      leftUnit: 'seconds',
      threshold,
    },
    {
      title: 'Selected: request time (until it went to the target)',
      width: 5,
      left: percentiles(view, 'RequestProcessingTime', SELECTED),
      leftUnit: 'seconds',
    },
    {
      title: 'Selected: response time (until the first byte went out)',
      width: 5,
      left: percentiles(view, 'ResponseProcessingTime', SELECTED),
      leftUnit: 'seconds',
    },
    { title: 'Selected: bytes', width: 5, left: sentBytes(view), leftUnit: 'bytes' },
  ];
}

/** Over all load balancers, and of the whole request. */
function wholeTimes(view: View, threshold: Graph['threshold']): readonly Graph[] {
  return [
    {
      title: 'All load balancers: target time',
      width: 8,
      left: percentiles(view, 'TargetProcessingTime', {}),
      leftUnit: 'seconds',
      threshold,
    },
    slowShare(view),
    {
      title: 'Selected: whole request (until the end of the response)',
      width: 8,
      left: wholeRequest(view),
      leftUnit: 'seconds',
    },
  ];
}

function slowShare({ scope, settings }: View): Graph {
  const share = (dimensions: Readonly<Record<string, string>>) =>
    requestMetric(scope, 'SlowRequests', { dimensions, statistic: 'Average' });
  return {
    title: 'Share of slow requests',
    width: 8,
    left: [
      inPercent('all', share({}), ['all load balancers', COLORS.clients]),
      inPercent('selected', share(SELECTED), ['selected', COLORS.target]),
    ],
    leftUnit: '% of requests',
    threshold: alarmLine(settings.slowPercent, `allowed: ${settings.slowPercent} %`),
  };
}

function percentiles({ scope }: View, name: Time, dimensions: Readonly<Record<string, string>>): readonly IMetric[] {
  if (!isPublished(scope, ['requests', name], Object.keys(dimensions))) return [];
  const colors = [COLORS.requests, COLORS.loadBalancer, COLORS.target];
  return PERCENTILES.map((statistic, index) =>
    requestMetric(scope, name, {
      dimensions,
      statistic,
      label: `log: ${statistic}`,
      color: colors[index] ?? COLORS.clients,
    }),
  );
}

/** The first byte is known of CloudFront only. */
function wholeRequest(view: View): readonly IMetric[] {
  if (!isPublished(view.scope, ['requests', 'RequestTime'], ['LoadBalancer'])) return [];
  const firstByte = requestMetric(view.scope, 'TimeToFirstByte', {
    dimensions: SELECTED,
    statistic: 'p99',
    label: 'log: p99 until the first byte',
    color: COLORS.native,
  });
  return [...percentiles(view, 'RequestTime', SELECTED), firstByte];
}

function nativeTimes(): readonly IMetric[] {
  return PERCENTILES.map((statistic) =>
    nativeMetric('TargetResponseTime', LOAD_BALANCER, { statistic, label: `AWS: ${statistic}` }),
  );
}

function sentBytes({ scope }: View): readonly IMetric[] {
  if (!isPublished(scope, ['requests', 'SentBytes'], ['LoadBalancer'])) return [];
  return [
    requestMetric(scope, 'ReceivedBytes', { dimensions: SELECTED, label: 'received', color: COLORS.clients }),
    requestMetric(scope, 'SentBytes', { dimensions: SELECTED, label: 'sent', color: COLORS.requests }),
  ];
}
