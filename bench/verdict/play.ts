/**
 * A scenario -> what is found in it: its objects are read by the code of the function, metrics go into the model of
 * CloudWatch.
 */

import { gzipSync } from 'node:zlib';
import { noteLines } from '../../lambda/batch/report.ts';
import { DEFAULT_CONFIG } from '../../lambda/config.ts';
import { metricData } from '../../lambda/publish/datum.ts';
import type { Evidence } from '../../lambda/verdict/evidence.ts';
import { gather } from '../../lambda/verdict/gather.ts';
import { createMetricStore, type MetricStore } from '../../local/cloudwatch/store.ts';
import { SCENARIO_MINUTES, SCENARIO_START } from '../../local/generate/scenarios/index.ts';
import type { Scenario } from '../../local/generate/scenarios/scenario.ts';
import type { GeneratedObject } from '../../local/generate/traffic.ts';
import { ingestAll } from '../../local/read/ingest-all.ts';
import type { LogSource } from '../../local/read/paths.ts';
import { modelSeries } from '../../local/readings/model-series.ts';
import { addVerdictLines, createVerdictLines, type VerdictLines } from '../../local/readings/verdict-lines.ts';

/** What the logs of a scenario leave in an account. */
export interface Played {
  readonly store: MetricStore;
  readonly lines: VerdictLines;
  /** Every line that the function would have written, and when. */
  readonly written: readonly { readonly at: number; readonly message: Readonly<Record<string, unknown>> }[];
}

export async function play(scenario: Scenario): Promise<Played> {
  const { routes, services } = scenario;
  const config = { ...DEFAULT_CONFIG, families: ['requests', 'apiEvents'] as const, routes, services };
  const store = createMetricStore();
  const lines = createVerdictLines();
  const written: { at: number; message: Readonly<Record<string, unknown>> }[] = [];
  const sources = [...scenario.objects()].map(sourceOf);
  const arrivals = new Map(sources.map(({ key, arrivedAt = 0 }) => [key, arrivedAt]));
  const { failed } = await ingestAll(sources, {
    config,
    onObject: (object) => {
      const at = arrivals.get(object.key) ?? 0;
      store.put(config.namespace, metricData(object.aggregates), at);
      addVerdictLines(lines, object);
      for (const message of noteLines(object)) written.push({ at, message: { ...message } });
    },
  });
  const [broken] = failed;
  if (broken !== undefined) throw new Error(`${broken.key}: ${broken.reason}`);
  return { store, lines, written };
}

export function evidenceOf({ store, lines }: Played): Promise<Evidence> {
  const span = { from: SCENARIO_START, to: SCENARIO_START + SCENARIO_MINUTES * 60_000 };
  return gather(modelSeries(store, DEFAULT_CONFIG.namespace), lines.found, span);
}

/** Packed: an object that is not packed is read in another way, which takes longer than packing it. */
function sourceOf(object: GeneratedObject): LogSource {
  return {
    key: object.key,
    size: object.plain.length,
    arrivedAt: object.arrival.getTime(),
    async *open() {
      yield gzipSync(object.plain, { level: 1 });
    },
  };
}
