/**
 * The properties of an AWS::CloudWatch::Alarm or CompositeAlarm, with tokens resolved, go in; typed definitions come
 * out, or an error that names the property that CloudWatch would reject or that is not modeled.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
import { z } from 'zod';
import { checkAdmission } from './alarm-admission.ts';
import type { AlarmQuery, CompositeAlarmDefinition, MetricAlarmDefinition } from './alarm-definition.ts';
import { alarmNameOf } from './composite.ts';
import { schemaProblem } from './schema-problem.ts';
import type { MetricIdentity } from './store.ts';

const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
const positiveCount = z.coerce.number().int().positive();

const metricQuery = z.object({
  Id: z.string(),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  Period: positiveCount.optional(),
  ReturnData: z.boolean().default(true),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: positiveCount,
      Stat: z.string(),
    })
    .optional(),
});

const metricAlarmSchema = z.object({
  AlarmDescription: z.string().optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions,
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: positiveCount.optional(),
  Metrics: z.array(metricQuery).optional(),
  EvaluationPeriods: positiveCount,
  DatapointsToAlarm: positiveCount.optional(),
  Threshold: z.coerce.number(),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).default('missing'),
  EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).default('evaluate'),
  EvaluationWindow: z.object({ WallClockWindow: z.object({ Timezone: z.string().optional() }).optional() }).optional(),
  WarmUpConfiguration: z
    .object({
      WarmUpPeriodDurationInMinutes: positiveCount.max(2_880),
      OnlyStartEvaluatingAfterWarmUpPeriodEnds: z.boolean().default(false),
    })
    .optional(),
  AlarmActions: z.array(z.unknown()).default([]),
  ActionsEnabled: z.boolean().default(true),
  InsufficientDataActions: z.array(z.unknown()).default([]),
});

type AlarmProperties = z.infer<typeof metricAlarmSchema>;

/** Reads a metric alarm. */
export function parseAlarm(name: string, properties: unknown): MetricAlarmDefinition {
  const result = metricAlarmSchema.safeParse(properties);
  if (!result.success) throw new Error(`alarm '${name}': ${schemaProblem(result.error)}`);
  const { data } = result;
  const watched = data.Metrics ? fromMetrics(name, data.Metrics) : fromMetric(name, data);
  const datapointsToAlarm = data.DatapointsToAlarm ?? data.EvaluationPeriods;
  if (datapointsToAlarm > data.EvaluationPeriods) {
    throw new Error(
      `alarm '${name}' needs ${datapointsToAlarm} data points of ${data.EvaluationPeriods}: at most all of them`,
    );
  }
  const zone = data.EvaluationWindow?.WallClockWindow?.Timezone ?? 'UTC';
  if (zone !== 'UTC') throw new Error(`alarm '${name}' has a wall clock window in '${zone}'; only UTC is modeled`);
  const warmUp = data.WarmUpConfiguration;
  const definition: MetricAlarmDefinition = {
    kind: 'metric',
    name,
    description: data.AlarmDescription,
    evaluationPeriods: data.EvaluationPeriods,
    datapointsToAlarm,
    threshold: data.Threshold,
    comparisonOperator: data.ComparisonOperator,
    treatMissingData: data.TreatMissingData,
    lowSamples: data.EvaluateLowSampleCountPercentile,
    evaluationWindow: data.EvaluationWindow?.WallClockWindow ? 'wallClock' : 'sliding',
    warmUp: warmUp && {
      minutes: warmUp.WarmUpPeriodDurationInMinutes,
      isFixed: warmUp.OnlyStartEvaluatingAfterWarmUpPeriodEnds,
    },
    notifies: data.ActionsEnabled && data.AlarmActions.length > 0,
    ...watched,
  };
  checkAdmission(definition, data.InsufficientDataActions);
  return definition;
}

type Watched = Pick<MetricAlarmDefinition, 'period' | 'queries' | 'returnId'>;

function identity(namespace: string, metricName: string, pairs: z.infer<typeof dimensions>): MetricIdentity {
  return { namespace, metricName, dimensions: Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])) };
}

function fromMetric(name: string, data: AlarmProperties): Watched {
  const stat = data.ExtendedStatistic ?? data.Statistic;
  if (!data.Namespace || !data.MetricName || !stat || !data.Period) {
    throw new Error(`alarm '${name}' needs Metrics, or Namespace, MetricName, Period and a Statistic`);
  }
  const metric = identity(data.Namespace, data.MetricName, data.Dimensions);
  return { period: data.Period, queries: [{ id: 'm1', metric, stat }], returnId: 'm1' };
}

function fromMetrics(name: string, metrics: readonly z.infer<typeof metricQuery>[]): Watched {
  const returned = metrics.filter((query) => query.ReturnData);
  const [only] = returned;
  if (!only || returned.length > 1)
    throw new Error(`alarm '${name}' has ${returned.length} Metrics with ReturnData true: must be one`);
  const periods = new Set(metrics.flatMap((query) => query.MetricStat?.Period ?? []));
  if (periods.size > 1)
    throw new Error(`alarm '${name}' mixes periods ${[...periods].join(' and ')}: all metrics need the same`);
  const period = [...periods][0] ?? only.Period ?? metrics.find((query) => query.Period)?.Period;
  if (period === undefined) throw new Error(`alarm '${name}' has no metric, so its expression needs a Period`);
  const queries = metrics.map(({ Id: id, MetricStat: stat, Expression: expression }): AlarmQuery => {
    if (stat)
      return {
        id,
        metric: identity(stat.Metric.Namespace, stat.Metric.MetricName, stat.Metric.Dimensions),
        stat: stat.Stat,
      };
    if (expression === undefined) throw new Error(`alarm '${name}': '${id}' needs an Expression or a MetricStat`);
    return { id, expression };
  });
  return { period, queries, returnId: only.Id };
}

const compositeProperties = z.object({
  AlarmRule: z.string(),
  AlarmDescription: z.string().optional(),
  AlarmActions: z.array(z.unknown()).default([]),
  ActionsEnabled: z.boolean().default(true),
  ActionsSuppressor: z.string().optional(),
  ActionsSuppressorWaitPeriod: z.coerce.number().default(0),
  ActionsSuppressorExtensionPeriod: z.coerce.number().default(0),
});

/** Reads a composite alarm. */
export function parseCompositeAlarm(name: string, properties: unknown): CompositeAlarmDefinition {
  const result = compositeProperties.safeParse(properties);
  if (!result.success) throw new Error(`composite alarm '${name}': ${schemaProblem(result.error)}`);
  const { AlarmDescription: description, AlarmRule: rule, AlarmActions, ActionsEnabled } = result.data;
  const suppressor = result.data.ActionsSuppressor !== undefined && {
    alarm: alarmNameOf(result.data.ActionsSuppressor),
    waitSeconds: result.data.ActionsSuppressorWaitPeriod,
    extensionSeconds: result.data.ActionsSuppressorExtensionPeriod,
  };
  const notifies = ActionsEnabled && AlarmActions.length > 0;
  return { kind: 'composite', name, description, rule, notifies, ...(suppressor && { suppressor }) };
}
