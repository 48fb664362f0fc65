/**
 * The pipeline's own metrics of each object -> rows of a metric store, without making a MetricDatum of each. The rows
 * say what pipelineData() of lambda/publish says of the same counts.
 */
import { FAILURE_KIND, PIPELINE_METRICS, type PipelineMetric } from '../../lambda/catalogue/metrics/pipeline.ts';
import type { PipelineCounts } from '../../lambda/publish/pipeline-metrics.ts';
import type { MetricStore } from '../cloudwatch/store.ts';
import { addSample, NONE, rowAt, type Table, type TableGroup } from '../cloudwatch/table.ts';

export interface PipelineRows {
  readonly add: (counts: PipelineCounts, arrivedAt: number) => void;
}

const MINUTE = 60_000;
const NAMES = Object.keys(PIPELINE_METRICS) as PipelineMetric[];

export function createPipelineRows(store: MetricStore, namespace: string): PipelineRows {
  const all = store.table(
    namespace,
    NAMES.map((metricName) => ({ metricName, form: 'values' })),
  );
  const whole = all.group({});
  const byKind = store.table(namespace, [{ metricName: 'FailedObjects', form: 'values' }]);
  const kinds = new Map<string, TableGroup>();
  return {
    add: (counts, arrivedAt) => {
      // Alarms are evaluated at full minutes, so what arrived within one minute is known at the same time.
      const known = Math.ceil(arrivedAt / MINUTE) * MINUTE;
      const moment = { minute: Math.floor(arrivedAt / MINUTE), arrivedAt: known };
      let row = NONE;
      for (let measure = 0; measure < NAMES.length; measure++) {
        const name = NAMES[measure];
        const value = name === undefined ? undefined : counts[name];
        if (value === undefined) continue;
        if (row === NONE) row = rowAt(all.table, whole, moment);
        addNumber(all.table, whole, { row, measure, value });
      }
      for (const [kind, value] of Object.entries(counts.failures ?? {})) {
        const group = kinds.get(kind) ?? byKind.group({ [FAILURE_KIND]: kind });
        kinds.set(kind, group);
        addNumber(byKind.table, group, { row: rowAt(byKind.table, group, moment), measure: 0, value });
      }
    },
  };
}

interface Placed {
  readonly row: number;
  readonly measure: number;
  readonly value: number;
}

function addNumber(table: Table, group: TableGroup, { row, measure, value }: Placed): void {
  const sample = { count: 1, sum: value, min: value, max: value, distribution: { values: [value], counts: [1] } };
  addSample(table, group, { row, measure, sample });
}
