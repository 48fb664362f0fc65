/**
 * Are a program's counts those of the generator's model?
 *
 * Two forms of answer are checked. `counts`: one line per load balancer, target group, minute and pair of status codes
 * (what the other programs are asked for). `metrics`: every metric of the catalogue per load balancer and per target
 * group and minute (what our own ingest produces, which is more).
 */

import { setsIn } from '../lambda/catalogue/metrics/profiles.ts';
import { requests } from '../lambda/catalogue/metrics/requests.ts';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { countKey, type Expected, type ExpectedCount } from '../local/generate/expected.ts';

/** Sorted lines `key\tcount`. */
export function expectedCounts(expected: Expected): readonly string[] {
  return expected.counts.map((count) => `${countKey(count)}\t${count.requests}`).toSorted();
}

/** Sorted lines `load balancer, minute, metric\tvalue`, in the form that contestants/ours.ts prints. */
export function expectedMetrics(expected: Expected): readonly string[] {
  const sums = new Map<string, number>();
  const addAll = (set: Set, place: string, count: ExpectedCount) => {
    for (const [metric, part, value] of measures(count)) {
      if (value === 0 || (metric !== 'requests' && !isPublished(metric, set))) continue;
      const key = `${place} ${metric}${part}`;
      sums.set(key, (sums.get(key) ?? 0) + value);
    }
  };
  for (const count of expected.counts) {
    const minute = new Date(count.minute).toISOString().slice(0, 16);
    addAll('LoadBalancer', `${count.loadBalancer} ${minute}`, count);
    if (count.targetGroupArn === '-') continue;
    const targetGroup = count.targetGroupArn.replace(/^.*(targetgroup\/)/, '$1');
    addAll('TargetGroup', `${count.loadBalancer} ${targetGroup} ${minute}`, count);
  }
  return [...sums].map(([key, value]) => `${key}\t${value}`).toSorted();
}

type Set = 'LoadBalancer' | 'TargetGroup';
type Metric = keyof typeof requests.metrics;

/** contestants/ours.ts runs with the default profile. */
function isPublished(name: Metric, set: Set): boolean {
  return setsIn(DEFAULT_CONFIG.profile, 'requests', { name, by: requests.metrics[name].by }).includes(set);
}

/** A time has two values: their names differ in the part behind the metric. */
type Measure = readonly [metric: Metric | 'requests', part: string, value: number];

function measures(count: ExpectedCount): readonly Measure[] {
  return [
    ['requests', '', count.requests],
    ['Elb4xx', '', ifClass('4', count.elbStatusCode, count)],
    ['Elb5xx', '', ifClass('5', count.elbStatusCode, count)],
    ['Target4xx', '', ifClass('4', count.targetStatusCode, count)],
    ['Target5xx', '', ifClass('5', count.targetStatusCode, count)],
    ['SlowRequests', '', count.slowRequests],
    ['ElbStatusCode', `=${count.elbStatusCode}`, count.requests],
    ['TargetStatusCode', `=${count.targetStatusCode}`, count.targetStatusCode === '-' ? 0 : count.requests],
    ...time('RequestProcessingTime', count.requestProcessingTime),
    ...time('TargetProcessingTime', count.targetProcessingTime),
    ...time('ResponseProcessingTime', count.responseProcessingTime),
    ...time('RequestTime', count.requestTime),
    ['ReceivedBytes', '', count.receivedBytes],
    ['SentBytes', '', count.sentBytes],
  ];
}

function ifClass(digit: string, statusCode: string, { requests }: ExpectedCount): number {
  return statusCode.startsWith(digit) ? requests : 0;
}

function time(metric: Metric, { count, milliseconds }: ExpectedCount['requestTime']): readonly Measure[] {
  return [
    [metric, ' count', count],
    [metric, ' milliseconds', milliseconds],
  ];
}

/** Throws with the first differences. */
export function verify(name: string, output: string, expected: readonly string[]): void {
  const found = output.trimEnd().split('\n').toSorted();
  const wanted = new Set(expected);
  const got = new Set(found);
  const missing = expected.filter((line) => !got.has(line));
  const extra = found.filter((line) => !wanted.has(line));
  if (missing.length === 0 && extra.length === 0 && found.length === expected.length) return;
  const show = (lines: readonly string[]) => lines.slice(0, 3).join('\n    ');
  throw new Error(
    `${name} counts otherwise than the model: ${missing.length} lines missing, ${extra.length} too many\n` +
      `  missing:\n    ${show(missing)}\n  too many:\n    ${show(extra)}`,
  );
}
