/** Text of a log object -> what the ingest makes of it, and single numbers of its metric data. */

import { type Config, DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { type KeyFacts, NO_FACTS } from '../../../lambda/formats/format.ts';
import { ingest } from '../../../lambda/ingest/ingest.ts';
import type { Ingested } from '../../../lambda/measure/ingested.ts';
import { metricData } from '../../../lambda/publish/datum.ts';
import { named } from './entries.ts';

export async function ingestText(
  format: string,
  text: string | Uint8Array,
  { config = {}, facts = NO_FACTS }: { readonly config?: Partial<Config>; readonly facts?: KeyFacts } = {},
): Promise<Ingested> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const object = { key: 'test', format: named(format), facts, chunks: once(bytes) };
  return ingest(object, { config: { ...DEFAULT_CONFIG, ...config } });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Sums over all minutes: `Metric{Name=value,…}` -> Sum, or SampleCount of a distribution. */
export function sums({ aggregates }: Ingested): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { MetricName, Dimensions = [], Value, Values, StatisticValues } of metricData(aggregates)) {
    const name = `${MetricName}{${Dimensions.map((one) => `${one.Name}=${one.Value}`).join(',')}}`;
    const sum = Value ?? (Values === undefined ? StatisticValues?.Sum : StatisticValues?.SampleCount) ?? 0;
    found.set(name, (found.get(name) ?? 0) + sum);
  }
  return found;
}
