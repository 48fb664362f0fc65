/**
 * What the same metrics would be as embedded metric format, in bytes of log.
 *
 * The data of the requests that were sent with PutMetricData -> the bytes of the fewest documents that say the same.
 * The format knows neither counts nor statistic sets, so each observation is written out, at most 100 values of a
 * metric in a document. Source: "Specification: Embedded metric format" in the CloudWatch user guide.
 */

import type { WireDatum } from './counted-aws.ts';

const VALUES_PER_METRIC = 100;
const METRICS_PER_DOCUMENT = 100;
/** CloudWatch Logs bills this for each event in addition to its text. */
const EVENT_BYTES = 26;

export function embeddedBytes(requests: readonly (readonly WireDatum[])[]): number {
  let bytes = 0;
  for (const data of requests) {
    const groups = Map.groupBy(data, (datum) => JSON.stringify([datum.Dimensions ?? [], datum.Timestamp]));
    for (const group of groups.values()) bytes += groupBytes(group);
  }
  return bytes;
}

/** Documents of one minute and one choice of dimension values, as far as one request knows them. */
function groupBytes(group: readonly WireDatum[]): number {
  // A long distribution is sent as two data of one name.
  const byName = Map.groupBy(group, (datum) => datum.MetricName);
  const metrics = [...byName].map(([name, data]) => ({ name, observations: data.flatMap(observations) }));
  let bytes = 0;
  for (let at = 0; ; at += VALUES_PER_METRIC) {
    const left = metrics.filter(({ observations }) => observations.length > at).slice(0, METRICS_PER_DOCUMENT);
    if (left.length === 0) return bytes;
    const dimensions = group[0]?.Dimensions ?? [];
    const document = {
      _aws: {
        Timestamp: (group[0]?.Timestamp ?? 0) * 1_000,
        CloudWatchMetrics: [
          {
            Namespace: 'LoadBalancerLogs',
            Dimensions: [dimensions.map(({ Name }) => Name)],
            Metrics: left.map(({ name }) => ({ Name: name, Unit: 'Seconds' })),
          },
        ],
      },
      ...Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
      ...Object.fromEntries(
        left.map(({ name, observations }) => [name, observations.slice(at, at + VALUES_PER_METRIC)]),
      ),
    };
    bytes += JSON.stringify(document).length + EVENT_BYTES;
  }
}

function observations({ Value, Values, Counts, StatisticValues }: WireDatum): readonly number[] {
  if (Values !== undefined) {
    return Values.flatMap((value, at) => new Array<number>(Counts?.[at] ?? 1).fill(Number(value.toPrecision(4))));
  }
  if (StatisticValues === undefined) return Value === undefined ? [] : [Value];
  const { SampleCount, Sum } = StatisticValues;
  // A rate is that many ones among zeros; a sum of bytes is that many numbers of about the mean.
  if (Sum > SampleCount) return new Array<number>(SampleCount).fill(Math.round(Sum / SampleCount));
  return [...new Array<number>(Sum).fill(1), ...new Array<number>(SampleCount - Sum).fill(0)];
}
