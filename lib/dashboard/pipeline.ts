/**
 * Last: can these graphs be believed. Delay, account of objects and lines, queue, function, and what the series cost.
 */

import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { PIPELINE_METRICS, type PipelineMetric } from '../../lambda/catalogue/metrics/pipeline.ts';
import { METRIC_DOLLARS } from '../monitoring/bill.ts';
import { dimensionSets, familyMetric, type MetricScope, pipelineMetric } from '../monitoring/metric.ts';
import { namesOf } from './families.ts';
import { alarmLine, COLORS, graph, math, searchAll, type View } from './view.ts';

export interface Machinery {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly handler: IFunction;
}

export function pipelineRows(view: View, machinery: Machinery): readonly (readonly IWidget[])[] {
  return [
    [delay(view), objects(view), lines(view)],
    [queues(view, machinery), invocations(machinery), series(view)],
  ];
}

function pipeline({ scope }: View, name: PipelineMetric, label: string, color?: string): IMetric {
  return pipelineMetric(scope, name, { label, ...(color !== undefined && { color }) });
}

function delay(view: View): IWidget {
  return graph({
    title: 'Pipeline: delay from the end of an object’s interval until it was counted',
    width: 8,
    left: [pipeline(view, 'DeliveryLag', 'slowest object', COLORS.clients)],
    leftUnit: 'seconds',
    threshold: alarmLine(ALARMS_SEE_SECONDS, 'later than this, alarms do not see it'),
  });
}

/**
 * Alarms look back 25 minutes, a page needs four of them, and the first line of an object is five minutes older than
 * its end.
 */
const ALARMS_SEE_SECONDS = 900;

function objects(view: View): IWidget {
  return graph({
    title: 'Pipeline: log objects',
    width: 8,
    left: [
      pipeline(view, 'LogObjects', 'counted', COLORS.requests),
      pipeline(view, 'DuplicateObjects', 'announced again, not counted again', COLORS.native),
      pipeline(view, 'IgnoredObjects', 'no log we read', COLORS.loadBalancer),
    ],
    leftUnit: 'objects',
  });
}

/**
 * Every other metric of the pipeline is one that should be zero, but for the lines parsed; so a new one is drawn
 * unasked.
 */
const DRAWN_ELSEWHERE: readonly string[] = [
  'LogLinesParsed',
  'LogObjects',
  'DuplicateObjects',
  'IgnoredObjects',
  'DeliveryLag',
] satisfies readonly PipelineMetric[];

function lines(view: View): IWidget {
  const others = Object.keys(PIPELINE_METRICS).filter(isOther);
  return graph({
    title: 'Pipeline: lines, and what should be zero',
    width: 8,
    left: [pipeline(view, 'LogLinesParsed', 'lines counted', COLORS.requests)],
    right: others.map((name) => pipeline(view, name, name)),
    leftUnit: 'lines',
    rightUnit: 'should be zero',
  });
}

function isOther(name: string): name is PipelineMetric {
  return !DRAWN_ELSEWHERE.includes(name);
}

function queues({ settings }: View, { queue, deadLetterQueue }: Machinery): IWidget {
  return graph({
    title: 'Pipeline: queue',
    width: 8,
    left: [queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: 'age of the oldest, seconds' })],
    right: [
      queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: 'waiting' }),
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        label: 'dead letters',
        color: COLORS.alarm,
      }),
    ],
    leftUnit: 'seconds',
    rightUnit: 'messages',
    threshold: alarmLine(settings.oldestMessageSeconds, `Alarm OldestMessage: ${settings.oldestMessageSeconds} s`),
  });
}

function invocations({ handler }: Machinery): IWidget {
  return graph({
    title: 'Pipeline: function',
    width: 8,
    left: [
      handler.metricInvocations({ statistic: 'Sum', label: 'invocations', color: COLORS.requests }),
      handler.metricErrors({ statistic: 'Sum', label: 'errors', color: COLORS.alarm }),
      handler.metricThrottles({ statistic: 'Sum', label: 'throttled', color: COLORS.loadBalancer }),
    ],
    right: [handler.metricDuration({ statistic: 'Maximum', label: 'slowest, milliseconds' })],
    leftUnit: 'invocations',
    rightUnit: 'milliseconds',
  });
}

/**
 * What is charged: series, counted as SEARCH finds them, up to 500 of each dimension set, and those without a
 * dimension.
 */
function series(view: View): IWidget {
  const counts = dimensionSchemas(view).map((names) => `METRIC_COUNT(${searchAll(view.scope, names)})`);
  const bare = withoutDimensions(view);
  return graph({
    title: `Pipeline: series, at $${METRIC_DOLLARS.toFixed(2)} a month each`,
    width: 8,
    left: [
      math({
        // Unlike SEARCH, a list names series that may never have had data.
        expression: `TIME_SERIES(${[...counts, `METRIC_COUNT(REMOVE_EMPTY([${Object.keys(bare).join(', ')}]))`].join(' + ')})`,
        usingMetrics: bare,
        label: 'series',
        color: COLORS.native,
      }),
    ],
    leftUnit: 'series',
  });
}

/** The distinct sets of dimensions that the families publish by, other than none. */
function dimensionSchemas({ scope, families }: View): readonly (readonly string[])[] {
  const schemas = families.flatMap((family) =>
    namesOf(family).flatMap((name) => dimensionSets(family, name, scope.profile)),
  );
  const distinct = new Map(schemas.map((names) => [names.join(), names]));
  return [...distinct.values()].filter((names) => !isBare(scope, names));
}

/** Series that no schema of SEARCH can name, by id: those of the pipeline, and of a family over all that it counts. */
function withoutDimensions({ scope, families }: View): Readonly<Record<string, IMetric>> {
  const statistic = 'SampleCount';
  const ofPipeline = Object.keys(PIPELINE_METRICS).filter(isPipeline);
  const ofFamilies = families.flatMap((family) =>
    namesOf(family)
      .filter((name) => dimensionSets(family, name, scope.profile).some((names) => isBare(scope, names)))
      .map((name) => familyMetric(scope, [family, name], { statistic })),
  );
  const metrics = [...ofPipeline.map((name) => pipelineMetric(scope, name, { statistic })), ...ofFamilies];
  return Object.fromEntries(metrics.map((metric, index) => [`bare${index}`, metric]));
}

function isPipeline(name: string): name is PipelineMetric {
  return name in PIPELINE_METRICS;
}

function isBare({ extra }: MetricScope, names: readonly string[]): boolean {
  return names.length === 0 && Object.keys(extra).length === 0;
}
