/**
 * Published data against the count the generator made while it wrote the lines: what is missing, and what is there
 * twice. Shares no code with the product.
 */
import type { PutMetricData, WireDatum } from '../loopback/cloudwatch.ts';
import type { FaultObject } from './objects.ts';

export interface Comparison {
  /** Lines that no metric holds. */
  readonly lost: number;
  /** Lines counted more than once, each time they were. */
  readonly twice: number;
  /** Sum of AmbiguousPublish. */
  readonly ambiguous: number;
  /** Series that are neither right nor a whole multiple of right, as all others of their minute are. */
  readonly wrong: readonly string[];
}

type Series = Map<string, number>;

export function compare(objects: readonly FaultObject[], accepted: readonly PutMetricData[]): Comparison {
  const expected = expectedSeries(objects);
  const published = publishedSeries(accepted);
  let lost = 0;
  let twice = 0;
  const wrong: string[] = [];
  for (const [key, value] of expected) {
    const [metric, place = '', minute = ''] = key.split('|');
    if (metric === 'Requests' && place.startsWith('app/') && !place.includes(',')) {
      const found = published.get(key) ?? 0;
      lost += Math.max(0, value - found);
      twice += Math.max(0, found - value);
    }
    const loadBalancer = place.split(',')[0] ?? '';
    const times = timesPublished(loadBalancer, minute, { expected, published });
    const found = published.get(key) ?? 0;
    if (loadBalancer !== 'All' && !isNear(found, value * times))
      wrong.push(`${key}: ${found}, not ${times} × ${value}`);
  }
  for (const key of published.keys()) if (!expected.has(key)) wrong.push(`${key}: not in the logs`);
  const everywhere = sumOf(published, 'Requests|All|');
  if (everywhere !== sumOf(expected, 'Requests|All|') + twice - lost) wrong.push(`Requests|All: ${everywhere}`);
  return { lost, twice, wrong, ambiguous: ambiguousOf(accepted) };
}

interface Both {
  readonly expected: Series;
  readonly published: Series;
}

function timesPublished(loadBalancer: string, minute: string, { expected, published }: Both): number {
  const key = `Requests|${loadBalancer}|${minute}`;
  return (published.get(key) ?? 0) / (expected.get(key) ?? 1);
}

function isNear(left: number, right: number): boolean {
  return Math.abs(left - right) < 0.01;
}

function sumOf(series: Series, prefix: string): number {
  let sum = 0;
  for (const [key, value] of series) if (key.startsWith(prefix)) sum += value;
  return sum;
}

function ambiguousOf(accepted: readonly PutMetricData[]): number {
  const data = accepted.flatMap(({ MetricData }) => MetricData);
  return data
    .filter(({ MetricName }) => MetricName === 'AmbiguousPublish')
    .reduce((sum, { Value = 0 }) => sum + Value, 0);
}

function expectedSeries(objects: readonly FaultObject[]): Series {
  const series: Series = new Map();
  for (const { log } of objects) {
    for (const count of log.expected.counts) {
      const { loadBalancer, minute, requests, elbStatusCode, targetStatusCode, targetProcessingTime } = count;
      const start = count.targetGroupArn.indexOf('targetgroup/');
      const group = start < 0 ? [] : [`${loadBalancer},${count.targetGroupArn.slice(start)}`];
      for (const place of ['All', loadBalancer, ...group]) {
        add(series, `Requests|${place}|${minute}`, requests);
        add(series, `Elb5xx|${place}|${minute}`, elbStatusCode.startsWith('5') ? requests : 0);
        add(series, `Target5xx|${place}|${minute}`, targetStatusCode.startsWith('5') ? requests : 0);
        if (targetProcessingTime.count === 0) continue;
        add(series, `TargetTimes|${place}|${minute}`, targetProcessingTime.count);
        add(series, `TargetTime|${place}|${minute}`, targetProcessingTime.milliseconds);
      }
      if (elbStatusCode !== '-') add(series, `Code ${elbStatusCode}|${loadBalancer}|${minute}`, requests);
      add(series, `ReceivedBytes|${loadBalancer}|${minute}`, count.receivedBytes);
    }
  }
  return series;
}

function publishedSeries(accepted: readonly PutMetricData[]): Series {
  const series: Series = new Map();
  for (const datum of accepted.flatMap(({ MetricData }) => MetricData)) addDatum(series, datum);
  return series;
}

function addDatum(
  series: Series,
  { MetricName, Dimensions = [], Timestamp, Value = 0, StatisticValues }: WireDatum,
): void {
  const values = new Map(Dimensions.map((dimension) => [dimension.Name, dimension.Value]));
  const [loadBalancer, targetGroup] = [values.get('LoadBalancer'), values.get('TargetGroup')];
  const place =
    loadBalancer === undefined ? 'All' : targetGroup === undefined ? loadBalancer : `${loadBalancer},${targetGroup}`;
  const at = `${place}|${Timestamp * 1000}`;
  const { SampleCount = 0, Sum = 0 } = StatisticValues ?? {};
  if (MetricName === 'Elb5xx') add(series, `Requests|${at}`, SampleCount);
  if (MetricName === 'Elb5xx' || MetricName === 'Target5xx') add(series, `${MetricName}|${at}`, Sum);
  if (MetricName === 'ElbStatusCode') add(series, `Code ${values.get('StatusCode')}|${at}`, Value);
  if (MetricName === 'ReceivedBytes') add(series, `ReceivedBytes|${at}`, Sum);
  if (MetricName !== 'TargetProcessingTime') return;
  add(series, `TargetTimes|${at}`, SampleCount);
  add(series, `TargetTime|${at}`, Sum * 1000);
}

function add(series: Series, key: string, value: number): void {
  series.set(key, (series.get(key) ?? 0) + value);
}
