/**
 * Catalogue entry -> cloudwatch.Metric: the only place in lib/ that makes a metric of our namespace, so that a graph or
 * an alarm can only name what the function publishes, by a dimension set that it publishes.
 */

import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type FamilyDefinition, PERIOD_SECONDS } from '../../lambda/catalogue/metrics/definition.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { PIPELINE_METRICS, type PipelineMetric } from '../../lambda/catalogue/metrics/pipeline.ts';
import { type Profile, setsIn } from '../../lambda/catalogue/metrics/profiles.ts';

type Catalogue = typeof CATALOGUE;
export type MetricOf<F extends Family> = Extract<keyof Catalogue[F]['metrics'], string>;

/** Where metrics live: the namespace, and the dimensions that the setting `extraDimensions` adds to each. */
export interface MetricScope {
  readonly namespace: string;
  /** AccountId and Region where they are dimensions; empty by default. */
  readonly extra: Readonly<Record<string, string>>;
  /** Which metrics of requests are published. */
  readonly profile: Profile;
}

export interface MetricOptions {
  /**
   * Values of the dimensions of the set, by name; none for the set `All`. A label's value (StatusCode…) belongs here
   * too.
   */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic?: string;
  readonly periodSeconds?: number;
  readonly label?: string;
  readonly color?: string;
}

/** A metric of a family. Throws on a dimension set that the catalogue does not publish. */
export function familyMetric<F extends Family>(
  scope: MetricScope,
  [family, name]: readonly [F, MetricOf<F>],
  options: MetricOptions = {},
): Metric {
  const definition: FamilyDefinition<never> = CATALOGUE[family];
  const metric = definition.metrics[name];
  const { dimensions = {} } = options;
  const published = dimensionSets(family, name, scope.profile);
  const given = Object.keys(dimensions).sort().join();
  if (metric === undefined || !published.some((names) => [...names].sort().join() === given)) {
    const right = published.map((names) => names.join('+') || 'none').join(', ');
    throw new Error(`the dimensions of ${name} are ${given || 'none'}: must be ${right}`);
  }
  return metricOf(scope, name, { statistic: metric.statistic, ...options });
}

export function requestMetric(scope: MetricScope, name: MetricOf<'requests'>, options: MetricOptions = {}): Metric {
  return familyMetric(scope, ['requests', name], options);
}

/** A metric of the pipeline itself; those have no dimensions at all. */
export function pipelineMetric(scope: MetricScope, name: PipelineMetric, options: MetricOptions = {}): Metric {
  return metricOf({ ...scope, extra: {} }, name, {
    statistic: PIPELINE_METRICS[name].statistic,
    ...options,
  });
}

/** The dimension sets, by names, that a profile publishes a metric by; the label of a tally is one of the names. */
export function dimensionSets<F extends Family>(
  family: F,
  name: MetricOf<F>,
  profile: Profile,
): readonly (readonly string[])[] {
  const definition: FamilyDefinition<never> = CATALOGUE[family];
  const metric = definition.metrics[name];
  if (metric === undefined) return [];
  const label = metric.form === 'Tally' ? [metric.label] : [];
  return setsIn(profile, family, { name, by: metric.by }).map((set) => [
    ...(definition.sets[set]?.names ?? []),
    ...label,
  ]);
}

function metricOf(scope: MetricScope, metricName: string, options: MetricOptions): Metric {
  const { dimensions = {}, statistic = 'Sum', periodSeconds = PERIOD_SECONDS, label, color } = options;
  const dimensionsMap = { ...scope.extra, ...dimensions };
  return new Metric({
    namespace: scope.namespace,
    metricName,
    statistic,
    period: Duration.seconds(periodSeconds),
    ...(Object.keys(dimensionsMap).length > 0 && { dimensionsMap }),
    ...(label !== undefined && { label }),
    ...(color !== undefined && { color }),
  });
}
