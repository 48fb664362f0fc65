import { describe, expect, test } from 'vitest';
import type { PipelineCounts } from '../../../lambda/publish/pipeline-metrics.ts';
import { pipelineData } from '../../../lambda/publish/pipeline-metrics.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { createPipelineRows } from '../../../local/readings/pipeline-rows.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 10);
const OBJECTS: readonly { readonly after: number; readonly counts: PipelineCounts }[] = [
  { after: 10_000, counts: { LogObjects: 1, LogLinesParsed: 25, LogLinesUnparsed: 0, DeliveryLag: 71.5 } },
  { after: 59_000, counts: { LogObjects: 1, LogLinesParsed: 7, LogLinesUnparsed: 2, DeliveryLag: 301 } },
  { after: 3 * MINUTE, counts: { FailedObjects: 1, failures: { Unreadable: 1 } } },
  { after: 3 * MINUTE + 1, counts: { failures: { Storage: 1 } } },
  { after: 9 * MINUTE, counts: { LogObjects: 1, LogLinesParsed: 0, LogLinesUnparsed: 0 } },
];

describe('rows of the pipeline', () => {
  test('answer as the metric data of the same counts do, at any minute', () => {
    const [rows, data] = [createMetricStore(), createMetricStore()];
    const pipeline = createPipelineRows(rows, 'Ours');
    for (const { after, counts } of OBJECTS) {
      pipeline.add(counts, START + after);
      data.put('Ours', pipelineData(counts, START + after), START + after);
    }
    expect(rows.metrics()).toEqual(data.metrics());
    for (const metric of data.metrics())
      for (const stat of ['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average', 'p50', 'p99'])
        for (let minute = 0; minute <= 11; minute++) {
          const query = { stat, period: 60, from: START, to: START + 11 * MINUTE, asOf: START + minute * MINUTE };
          expect(rows.periods(metric, query), `${metric.metricName} ${stat}`).toEqual(data.periods(metric, query));
        }
  });
});
