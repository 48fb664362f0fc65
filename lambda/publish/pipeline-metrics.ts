/**
 * What the pipeline says of itself: the account of ingested objects -> MetricDatum[], without dimensions but for the
 * kinds of failures.
 */

import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { FAILURES, type FailureKind } from '../catalogue/failures.ts';
import { FAILURE_KIND, PIPELINE_METRICS, type PipelineMetric } from '../catalogue/metrics/pipeline.ts';
import { periodStart } from '../measure/aggregate.ts';
import { type Ingested, unreadable } from '../measure/ingested.ts';
import { countDatum, dimension } from './datum.ts';

export interface PipelineCounts extends Readonly<Partial<Record<PipelineMetric, number>>> {
  /** `FailedObjects` by kind. */
  readonly failures?: Readonly<Partial<Record<FailureKind, number>>>;
}

/** One object's own counts. `DeliveryLag` in seconds, where the key tells the end of the interval. */
export function pipelineCounts(object: Ingested, ingestedAt: number): PipelineCounts {
  const { lines, facts } = object;
  const failure = unreadable(object);
  if (failure !== undefined) return failureCounts(failure.kind);
  const lag = facts.end === undefined ? undefined : Math.max(0, (ingestedAt - facts.end) / 1000);
  return {
    LogObjects: 1,
    LogLinesParsed: lines.parsed,
    LogLinesUnparsed: lines.unparsed,
    LogLinesSkipped: lines.skipped,
    SeriesDropped: object.seriesDropped.series,
    DataDropped: object.dropped,
    SchemaDrift: object.drift,
    ...(lag === undefined ? {} : { DeliveryLag: lag }),
  };
}

/**
 * One object, or one message that names some, that could not be counted this time. What may pass is counted by its kind
 * alone.
 */
export function failureCounts(kind: FailureKind): PipelineCounts {
  const failures = { [kind]: 1 };
  return FAILURES[kind].isPermanent ? { FailedObjects: 1, failures } : { failures };
}

/** Counts add; of the lag the longest stays. */
export function addPipelineCounts(left: PipelineCounts, right: PipelineCounts): PipelineCounts {
  const { failures, ...counts } = left;
  const sum: Partial<Record<PipelineMetric, number>> = { ...counts };
  for (const name of PIPELINE_METRIC_NAMES) {
    const value = right[name];
    if (value === undefined) continue;
    const before = sum[name];
    if (before === undefined) sum[name] = value;
    else sum[name] = name === 'DeliveryLag' ? Math.max(before, value) : before + value;
  }
  const all = addFailures(failures, right.failures);
  return all === undefined ? sum : { ...sum, failures: all };
}

function addFailures(left: PipelineCounts['failures'], right: PipelineCounts['failures']): PipelineCounts['failures'] {
  if (left === undefined || right === undefined) return left ?? right;
  const sum: Partial<Record<FailureKind, number>> = { ...left };
  for (const kind of FAILURE_KINDS) if (right[kind] !== undefined) sum[kind] = (sum[kind] ?? 0) + right[kind];
  return sum;
}

/** Written when 0 too, so that an alarm sees recovery. The timestamp is the minute of ingestion, not of the entries. */
export function pipelineData(counts: PipelineCounts, ingestedAt: number): MetricDatum[] {
  const timestamp = new Date(periodStart(ingestedAt));
  const data = PIPELINE_METRIC_NAMES.flatMap((name) => {
    const value = counts[name];
    if (value === undefined) return [];
    return [countDatum({ name, unit: PIPELINE_METRICS[name].unit, dimensions: [], timestamp }, value)];
  });
  const byKind = FAILURE_KINDS.flatMap((kind) => {
    const value = counts.failures?.[kind];
    const dimensions = [dimension(FAILURE_KIND, kind)];
    return value === undefined
      ? []
      : [countDatum({ name: 'FailedObjects', unit: 'Count', dimensions, timestamp }, value)];
  });
  return [...data, ...byKind];
}

const FAILURE_KINDS = Object.keys(FAILURES) as FailureKind[];

const PIPELINE_METRIC_NAMES = Object.keys(PIPELINE_METRICS) as PipelineMetric[];
