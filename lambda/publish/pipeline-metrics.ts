/** What the pipeline says of itself: the account of ingested objects -> MetricDatum[] without dimensions. */

import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { PIPELINE_METRICS, type PipelineMetric } from '../catalogue/metrics/pipeline.ts';
import { periodStart } from '../measure/aggregate.ts';
import type { Ingested } from '../measure/ingested.ts';
import { countDatum } from './datum.ts';

export type PipelineCounts = Readonly<Partial<Record<PipelineMetric, number>>>;

/** One object's own counts. `DeliveryLag` in seconds, where the key tells the end of the interval. */
export function pipelineCounts(object: Ingested, ingestedAt: number): PipelineCounts {
  const { lines, facts } = object;
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

/** Counts add; of the lag the longest stays. */
export function addPipelineCounts(left: PipelineCounts, right: PipelineCounts): PipelineCounts {
  const sum: Partial<Record<PipelineMetric, number>> = { ...left };
  for (const name of PIPELINE_METRIC_NAMES) {
    const value = right[name];
    if (value === undefined) continue;
    const before = sum[name];
    if (before === undefined) sum[name] = value;
    else sum[name] = name === 'DeliveryLag' ? Math.max(before, value) : before + value;
  }
  return sum;
}

/** Written when 0 too, so that an alarm sees recovery. The timestamp is the minute of ingestion, not of the entries. */
export function pipelineData(counts: PipelineCounts, ingestedAt: number): MetricDatum[] {
  const timestamp = new Date(periodStart(ingestedAt));
  return PIPELINE_METRIC_NAMES.flatMap((name) => {
    const value = counts[name];
    if (value === undefined) return [];
    return [countDatum({ name, unit: PIPELINE_METRICS[name].unit, dimensions: [], timestamp }, value)];
  });
}

const PIPELINE_METRIC_NAMES = Object.keys(PIPELINE_METRICS) as PipelineMetric[];
