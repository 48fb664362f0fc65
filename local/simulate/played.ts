/**
 * Log objects as CloudWatch would come to know them: sources and a rule of arrival go in; a metric store that knows
 * when each datum arrived, and what really happened minute by minute, come out. The reading is done by the code of the
 * function.
 */

import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Config } from '../../lambda/config.ts';
import type { Ingested } from '../../lambda/measure/ingested.ts';
import { metricData } from '../../lambda/publish/datum.ts';
import { pipelineCounts, pipelineData } from '../../lambda/publish/pipeline-metrics.ts';
import { createMetricStore, type MetricStore } from '../cloudwatch/store.ts';
import { arrivalInCloudWatch } from '../read/arrival.ts';
import type { UnreadObject } from '../read/identify.ts';
import { ingestAll } from '../read/ingest-all.ts';
import type { UnreadObjects } from '../read/nothing-read.ts';
import type { LogSource } from '../read/paths.ts';
import { arrival, type Delivery } from './delivery.ts';
import { createNativeCounts } from './native-metrics.ts';

interface PlayedObject {
  readonly key: string;
  readonly lines: number;
  /** End of its interval, milliseconds. */
  readonly end: number;
  readonly arrivedAt: number;
}

/** What happened in one minute, as complete data tell it. */
export interface Minute {
  requests: number;
  /** 5xx that clients saw. */
  seen: number;
  /** 5xx that targets made. */
  made: number;
  /** When the first of its errors was known. */
  firstKnown: number | undefined;
}

export interface Played extends UnreadObjects {
  readonly store: MetricStore;
  readonly objects: readonly PlayedObject[];
  /** Logs without a single entry. */
  readonly empty: number;
  /** Copies of others, which are counted once. */
  readonly copies: readonly UnreadObject[];
  /** Load balancer, or the empty text for all -> start of the minute -> what happened. */
  readonly minutes: ReadonlyMap<string, ReadonlyMap<number, Minute>>;
  /** AWS's own metrics of the same requests; not in the store, because somebody has to say how old they are. */
  readonly native: readonly MetricDatum[];
}

export interface PlayOptions {
  readonly config: Config;
  /** `recorded`: the time the source has; where it cannot be that, a plausible one. */
  readonly arrival: 'recorded' | Delivery;
  readonly format?: string | undefined;
  readonly onProgress?: (bytesDone: number) => void;
}

export async function play(sources: readonly LogSource[], options: PlayOptions): Promise<Played> {
  const { config, format, onProgress } = options;
  const byKey = new Map(sources.map((source) => [source.key, source]));
  const store = createMetricStore();
  const objects: PlayedObject[] = [];
  const minutes = new Map<string, Map<number, Minute>>();
  const native = createNativeCounts();
  let empty = 0;
  const all = await ingestAll(sources, {
    config,
    onObject: (object) => {
      const played = playedObject(object, options, byKey.get(object.key));
      if (played === undefined) {
        empty += 1;
        return;
      }
      const data = metricData(object.aggregates);
      objects.push(played);
      store.put(config.namespace, data, played.arrivedAt);
      store.put(
        config.namespace,
        pipelineData(pipelineCounts(object, played.arrivedAt), played.arrivedAt),
        played.arrivedAt,
      );
      native.add(data, config.extraDimensions);
      for (const datum of data) addMinute(minutes, datum, { config, arrivedAt: played.arrivedAt });
    },
    ...(format !== undefined && { format }),
    ...(onProgress !== undefined && { onProgress }),
  });
  const { failed, ignored, copies } = all;
  return { store, objects, empty, failed, ignored, copies, minutes, native: native.data() };
}

/** Undefined for an object without a single entry: nothing is known of its time, and nothing needs to be. */
function playedObject(
  object: Ingested,
  { arrival: rule }: PlayOptions,
  source: LogSource | undefined,
): PlayedObject | undefined {
  const { key, facts, latest, lines } = object;
  const end = facts.end ?? latest;
  if (end === undefined) return undefined;
  const recorded = () => arrivalInCloudWatch({ end, modified: source?.modified, key }, source?.arrivedAt);
  return { key, end, lines: lines.parsed, arrivedAt: rule === 'recorded' ? recorded() : arrival(rule, end, key) };
}

function addMinute(
  minutes: Map<string, Map<number, Minute>>,
  { MetricName, Dimensions = [], Timestamp, StatisticValues }: MetricDatum,
  { config, arrivedAt }: { readonly config: Config; readonly arrivedAt: number },
): void {
  if ((MetricName !== 'Elb5xx' && MetricName !== 'Target5xx') || Timestamp === undefined) return;
  const own = Dimensions.filter(({ Name }) => !config.extraDimensions.some((extra) => extra === Name));
  const [first] = own;
  if (own.length > 1 || (first !== undefined && first.Name !== 'LoadBalancer')) return;
  const { SampleCount = 0, Sum = 0 } = StatisticValues ?? {};
  const minute = minuteAt(minutes, first?.Value ?? '', Timestamp.getTime());
  if (MetricName === 'Target5xx') minute.made += Sum;
  else {
    minute.requests += SampleCount;
    minute.seen += Sum;
  }
  if (Sum > 0) minute.firstKnown = Math.min(minute.firstKnown ?? arrivedAt, arrivedAt);
}

function minuteAt(minutes: Map<string, Map<number, Minute>>, scope: string, at: number): Minute {
  const known = minutes.get(scope) ?? new Map<number, Minute>();
  minutes.set(scope, known);
  const minute = known.get(at) ?? { requests: 0, seen: 0, made: 0, firstKnown: undefined };
  known.set(at, minute);
  return minute;
}
