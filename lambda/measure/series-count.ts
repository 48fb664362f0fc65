/** How many metrics the aggregates of an object would make, and whether that is within the caps. */
import type { Aggregates, MeasuredSubject } from './aggregate.ts';

export interface SeriesCaps {
  readonly maxLoadBalancersPerObject: number;
  readonly maxSeriesPerLoadBalancer: number;
  readonly maxSeriesPerObject: number;
}

/** As nearly every object is: even if all that it has belonged to one load balancer. */
export function isFarBelowCaps({ subjects }: Aggregates, caps: SeriesCaps): boolean {
  let series = 0;
  for (const subject of subjects.values()) series += seriesAtMost(subject);
  return (
    series <= Math.min(caps.maxSeriesPerLoadBalancer, caps.maxSeriesPerObject) &&
    subjects.size <= caps.maxLoadBalancersPerObject
  );
}

/** Whether nobody has to be named. */
export function isWithinCaps(aggregates: Aggregates, caps: SeriesCaps): boolean {
  const owners = new Map<string, { readonly name: string; series: number }>();
  for (const subject of aggregates.subjects.values()) {
    const key = ownerKey(subject);
    const owner = owners.get(key) ?? { name: subject.values[0] ?? '', series: 0 };
    owners.set(key, owner);
    owner.series += seriesOf(subject);
  }
  const all = [...owners.values()];
  return (
    all.filter(({ name }) => name !== '').length <= caps.maxLoadBalancersPerObject &&
    all.every(({ series }) => series <= caps.maxSeriesPerLoadBalancer) &&
    all.reduce((sum, { series }) => sum + series, 0) <= caps.maxSeriesPerObject
  );
}

/** At most: the same label of several minutes counts each time. */
function seriesAtMost(subject: MeasuredSubject): number {
  let series = ownSeries(subject);
  for (const { tallies } of subject.cells.values())
    for (let i = 0; i < tallies.length; i++) series += tallies[i]?.size ?? 0;
  return series;
}

function seriesOf(subject: MeasuredSubject): number {
  let series = ownSeries(subject);
  for (let index = 0; index < subject.plan.tallies.length; index++) {
    const labels = new Set<string>();
    for (const { tallies } of subject.cells.values())
      for (const label of tallies[index]?.keys() ?? []) labels.add(label);
    series += labels.size;
  }
  return series;
}

/** Those that do not depend on what was logged. */
export function ownSeries({ plan: { rates, distributions, statistics, excesses } }: MeasuredSubject): number {
  return rates.length + distributions.length + statistics.length + excesses.length;
}

/** The load balancer (or web ACL) of a subject, or all of them together. */
export function ownerKey({ family, extra, values }: MeasuredSubject): string {
  return `${family}\n${extra.map(({ value }) => value).join('\n')}\n${values[0] ?? ''}`;
}
