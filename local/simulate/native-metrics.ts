/**
 * What the function measures -> AWS's own metrics of Application Load Balancers, as far as a log has them: data of our
 * namespace, object by object -> data of `AWS/ApplicationELB` for complete minutes.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';

/** Metrics by the dimensions that they can be told for. */
export const MODELED: Readonly<Record<string, readonly string[]>> = {
  RequestCount: ['LoadBalancer', 'LoadBalancer,TargetGroup'],
  TargetResponseTime: ['LoadBalancer', 'LoadBalancer,TargetGroup'],
  HTTPCode_Target_4XX_Count: ['LoadBalancer', 'LoadBalancer,TargetGroup'],
  HTTPCode_Target_5XX_Count: ['LoadBalancer', 'LoadBalancer,TargetGroup'],
  ...Object.fromEntries(
    ['Target_2XX', 'Target_3XX', 'ELB_4XX', 'ELB_5XX', 'ELB_500', 'ELB_502', 'ELB_503', 'ELB_504'].map((code) => [
      `HTTPCode_${code}_Count`,
      ['LoadBalancer'],
    ]),
  ),
};

/** Counts of one minute by our metric, or `ElbStatusCode 502`; times as they were published. */
interface NativeMinute {
  readonly at: number;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly counts: Map<string, number>;
  readonly times: MetricDatum[];
}

export interface NativeCounts {
  /** Data of one object. Dimensions that the settings add are left out. */
  readonly add: (data: readonly MetricDatum[], extraDimensions: readonly string[]) => void;
  /** Of all objects, minute by minute. */
  readonly data: () => readonly MetricDatum[];
}

export function createNativeCounts(): NativeCounts {
  const minutes = new Map<string, NativeMinute>();
  return {
    add: (data, extraDimensions) => {
      for (const datum of data) add(minutes, datum, extraDimensions);
    },
    data: () => [...minutes.values()].flatMap(nativeMinute),
  };
}

const COUNTED = new Set(['Elb5xx', 'Elb4xx', 'Target5xx', 'Target4xx', 'ElbStatusCode', 'TargetStatusCode']);

function add(minutes: Map<string, NativeMinute>, datum: MetricDatum, extraDimensions: readonly string[]): void {
  const { MetricName = '', Dimensions = [], Timestamp } = datum;
  const isTime = MetricName === 'TargetProcessingTime';
  if ((!isTime && !COUNTED.has(MetricName)) || Timestamp === undefined) return;
  const own = Dimensions.filter(({ Name = '' }) => !extraDimensions.includes(Name) && Name !== 'StatusCode');
  const dimensions = Object.fromEntries(own.map(({ Name = '', Value = '' }) => [Name, Value]));
  if (
    dimensions.LoadBalancer === undefined ||
    own.some(({ Name }) => Name !== 'LoadBalancer' && Name !== 'TargetGroup')
  )
    return;
  const at = Timestamp.getTime();
  const key = [at, dimensions.LoadBalancer, dimensions.TargetGroup].join('\u0001');
  const minute: NativeMinute = minutes.get(key) ?? { at, dimensions, counts: new Map(), times: [] };
  minutes.set(key, minute);
  if (isTime) {
    minute.times.push(datum);
    return;
  }
  const code = Dimensions.find(({ Name }) => Name === 'StatusCode')?.Value;
  const { Sum = datum.Value ?? 0, SampleCount = 0 } = datum.StatisticValues ?? {};
  const count = (name: string, value: number) => minute.counts.set(name, (minute.counts.get(name) ?? 0) + value);
  count(code === undefined ? MetricName : `${MetricName} ${code}`, Sum);
  if (MetricName === 'Elb5xx') count('requests', SampleCount);
}

/** Counts of errors are reported only where there are any. */
function nativeMinute({ at, dimensions, counts, times }: NativeMinute): readonly MetricDatum[] {
  const of = (name: string) => counts.get(name) ?? 0;
  const ofClass = (name: string, digit: number) =>
    [...counts].reduce((sum, [key, value]) => (key.startsWith(`${name} ${digit}`) ? sum + value : sum), 0);
  const named: readonly (readonly [string, number])[] = [
    ['RequestCount', of('requests')],
    ['HTTPCode_Target_4XX_Count', of('Target4xx')],
    ['HTTPCode_Target_5XX_Count', of('Target5xx')],
    ['HTTPCode_Target_2XX_Count', ofClass('TargetStatusCode', 2)],
    ['HTTPCode_Target_3XX_Count', ofClass('TargetStatusCode', 3)],
    // What the client saw and no target made.
    ['HTTPCode_ELB_4XX_Count', of('Elb4xx') - of('Target4xx')],
    ['HTTPCode_ELB_5XX_Count', of('Elb5xx') - of('Target5xx')],
    ...[500, 502, 503, 504].map(
      (code) => [`HTTPCode_ELB_${code}_Count`, of(`ElbStatusCode ${code}`) - of(`TargetStatusCode ${code}`)] as const,
    ),
  ];
  const place = placeOf(dimensions);
  const scope = Object.keys(dimensions).sort().join();
  const data = named
    .filter(([name, count]) => count > 0 && MODELED[name]?.includes(scope))
    .map(([name, count]) => countOf(name, { at, place, count }));
  const slow = times.map((datum) => ({ ...datum, MetricName: 'TargetResponseTime', Dimensions: place }));
  return [...data, ...slow];
}

function placeOf(dimensions: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

interface CountAt {
  readonly at: number;
  readonly place: { Name: string; Value: string }[];
  readonly count: number;
}

/** Each request is a sample of 1. */
export function countOf(MetricName: string, { at, place, count }: CountAt): MetricDatum {
  const StatisticValues = { SampleCount: count, Sum: count, Minimum: 1, Maximum: 1 };
  return { MetricName, Dimensions: place, Timestamp: new Date(at), StatisticValues };
}
