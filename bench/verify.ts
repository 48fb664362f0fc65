/**
 * Are a program's counts those of the generator's model?
 *
 * Two forms of answer are checked. `counts`: one line per load balancer, target group, minute and pair of status codes
 * (what the other programs are asked for). `metrics`: every metric of the catalogue per load balancer and per target
 * group and minute (what our own ingest produces, which is more).
 */

import { countKey, type Expected, type ExpectedCount } from '../local/generate/expected.ts';

/** Sorted lines `key\tcount`. */
export function expectedCounts(expected: Expected): readonly string[] {
  return expected.counts.map((count) => `${countKey(count)}\t${count.requests}`).toSorted();
}

/** Sorted lines `load balancer, minute, metric\tvalue`, in the form that contestants/ours.ts prints. */
export function expectedMetrics(expected: Expected): readonly string[] {
  const sums = new Map<string, number>();
  const add = (place: string, metric: string, value: number) => {
    if (value !== 0) sums.set(`${place} ${metric}`, (sums.get(`${place} ${metric}`) ?? 0) + value);
  };
  for (const count of expected.counts) {
    const minute = new Date(count.minute).toISOString().slice(0, 16);
    addMetrics(`${count.loadBalancer} ${minute}`, count, add);
    if (count.targetGroupArn === '-') continue;
    const targetGroup = count.targetGroupArn.replace(/^.*(targetgroup\/)/, '$1');
    addCommon(`${count.loadBalancer} ${targetGroup} ${minute}`, count, add);
  }
  return [...sums].map(([key, value]) => `${key}\t${value}`).toSorted();
}

type Add = (place: string, metric: string, value: number) => void;

function addMetrics(place: string, count: ExpectedCount, add: Add): void {
  addCommon(place, count, add);
  add(place, `ElbStatusCode=${count.elbStatusCode}`, count.requests);
  if (count.targetStatusCode !== '-') add(place, `TargetStatusCode=${count.targetStatusCode}`, count.requests);
  addTime(place, 'RequestProcessingTime', count.requestProcessingTime, add);
  addTime(place, 'ResponseProcessingTime', count.responseProcessingTime, add);
  add(place, 'ReceivedBytes', count.receivedBytes);
  add(place, 'SentBytes', count.sentBytes);
}

function addCommon(place: string, count: ExpectedCount, add: Add): void {
  add(place, 'requests', count.requests);
  for (const digit of ['4', '5']) {
    if (count.elbStatusCode.startsWith(digit)) add(place, `Elb${digit}xx`, count.requests);
    if (count.targetStatusCode.startsWith(digit)) add(place, `Target${digit}xx`, count.requests);
  }
  addTime(place, 'TargetProcessingTime', count.targetProcessingTime, add);
  addTime(place, 'RequestTime', count.requestTime, add);
}

function addTime(place: string, metric: string, time: ExpectedCount['targetProcessingTime'], add: Add): void {
  add(place, `${metric} count`, time.count);
  add(place, `${metric} milliseconds`, time.milliseconds);
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
