/** Cells and their excess -> MetricDatum[], each within the limits of PutMetricData. */

import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { compareText } from '../catalogue/compare-text.ts';
import type { Aggregates } from '../measure/aggregate.ts';
import { type Cell, type Share, shareAt } from '../measure/cell.ts';
import { type Distribution, type StatisticSet, sortedValues, VALUES_PER_DATUM } from '../measure/distribution.ts';
import { inOrder, type SubjectMinute } from './subject-minutes.ts';

/** What identifies a datum in addition to its value. */
interface Identity {
  readonly name: string;
  readonly unit: StandardUnit;
  /** Shared by all data of a cell. */
  readonly dimensions: NonNullable<MetricDatum['Dimensions']>;
  readonly timestamp: Date;
}

/** In an order that depends on the aggregates alone. */
export function metricData(aggregates: Aggregates): MetricDatum[] {
  return inOrder(aggregates).flatMap(dataOfMinute);
}

export function dataOfMinute({ subject, periodStart, cell, excesses }: SubjectMinute): MetricDatum[] {
  const { plan, values, extra } = subject;
  const dimensions = [
    ...extra.map(({ name, value }) => dimension(name, value)),
    ...plan.names.map((name, index) => dimension(name, values[index] ?? '')),
  ];
  const shared = { dimensions, timestamp: new Date(periodStart) };
  const data: MetricDatum[] = [];
  if (cell !== undefined) addCell(data, { plan, cell, shared });
  for (const [index, metric] of plan.excesses.entries()) {
    const millionths = excesses[index];
    if (millionths !== undefined) data.push(excessDatum(identity(metric, shared), millionths));
  }
  return data;
}

type Shared = Pick<Identity, 'dimensions' | 'timestamp'>;

interface CellData {
  readonly plan: SubjectMinute['subject']['plan'];
  readonly cell: Cell;
  readonly shared: Shared;
}

function addCell(data: MetricDatum[], { plan, cell, shared }: CellData): void {
  addStatistics(data, plan.rates, { sets: plan.rates.map(({ place }) => setOfShare(shareAt(cell, place))), shared });
  for (const [index, metric] of plan.tallies.entries()) {
    data.push(...tallyData(identity(metric, shared), metric.definition.label, cell.tallies[index]));
  }
  for (const [index, metric] of plan.distributions.entries()) {
    data.push(...distributionData(identity(metric, shared), cell.distributions[index]));
  }
  addStatistics(data, plan.statistics, { sets: cell.statistics, shared });
}

/** Each entry is a one or a zero. */
function setOfShare({ count, sum }: Share): StatisticSet {
  return { count, sum, min: sum < count ? 0 : 1, max: sum > 0 ? 1 : 0 };
}

interface Metric {
  readonly name: string;
  readonly definition: { readonly unit: StandardUnit };
}

function identity({ name, definition }: Metric, { dimensions, timestamp }: Shared): Identity {
  return { name, unit: definition.unit, dimensions, timestamp };
}

/** A datum of one number, for counts and the pipeline's own metrics. */
export function countDatum({ name, unit, dimensions, timestamp }: Identity, value: number): MetricDatum {
  return { MetricName: name, Dimensions: dimensions, Timestamp: timestamp, Unit: unit, Value: value };
}

function addStatistics(
  data: MetricDatum[],
  metrics: readonly Metric[],
  { sets, shared }: { readonly sets: readonly StatisticSet[]; readonly shared: Shared },
): void {
  for (const [index, metric] of metrics.entries()) {
    const set = sets[index];
    if (set === undefined || set.count === 0) continue;
    const StatisticValues = statisticValues(set.count, set.sum, set.min, set.max);
    data.push({ ...datum(identity(metric, shared)), StatisticValues });
  }
}

/**
 * A plain value, because nobody has seen what CloudWatch makes of statistic sets with negative numbers; of values it
 * adds them.
 */
function excessDatum(identity: Identity, millionths: number): MetricDatum {
  return countDatum(identity, millionths / 1e6);
}

function tallyData(identity: Identity, label: string, tally: ReadonlyMap<string, number> | undefined): MetricDatum[] {
  return [...(tally ?? [])]
    .sort(([left], [right]) => compareText(left, right))
    .map(([value, times]) =>
      countDatum({ ...identity, dimensions: [...identity.dimensions, dimension(label, value)] }, times),
    );
}

/**
 * Values and Counts for the percentiles, with the exact statistics next to them, as AWS's own agent sends it. More
 * values than one datum may hold are split, each part with its own statistics; only the grid of over 150 buckets (1 ms
 * to 27 minutes) is.
 */
function distributionData(identity: Identity, distribution: Distribution | undefined): MetricDatum[] {
  if (distribution === undefined || distribution.count === 0) return [];
  const all = sortedValues(distribution);
  if (all.length <= VALUES_PER_DATUM) {
    const { count, sumMillionths, min, max } = distribution;
    return [valuesDatum(identity, all, statisticValues(count, sumMillionths / 1e6, min, max))];
  }
  return splitExactly(all, distribution).map(({ part, statistics }) => valuesDatum(identity, part, statistics));
}

/**
 * Parts keep the true extremes at their ends and share the true sum: the last part takes what the others leave. A
 * bucket's representative may lie beyond the true maximum, and CloudWatch refuses a Minimum above its Maximum.
 */
function splitExactly(all: readonly [number, number][], whole: Distribution) {
  const parts: [number, number][][] = [];
  for (let from = 0; from < all.length; from += VALUES_PER_DATUM) parts.push(all.slice(from, from + VALUES_PER_DATUM));
  let sumLeft = whole.sumMillionths;
  return parts.map((part, index) => {
    const last = index === parts.length - 1;
    const count = part.reduce((sum, [, times]) => sum + times, 0);
    const rounded = Math.round(part.reduce((sum, [value, times]) => sum + value * times * 1e6, 0));
    const sum = last ? sumLeft : Math.min(rounded, sumLeft);
    sumLeft -= sum;
    const max = last ? whole.max : (part.at(-1)?.[0] ?? whole.max);
    const min = index === 0 ? whole.min : Math.min(part[0]?.[0] ?? whole.min, max);
    return { part, statistics: statisticValues(count, sum / 1e6, min, max) };
  });
}

function valuesDatum(
  identity: Identity,
  values: readonly (readonly [number, number])[],
  StatisticValues: ReturnType<typeof statisticValues>,
): MetricDatum {
  return {
    ...datum(identity),
    Values: values.map(([value]) => value),
    Counts: values.map(([, times]) => times),
    StatisticValues,
  };
}

function statisticValues(SampleCount: number, Sum: number, Minimum: number, Maximum: number) {
  return { SampleCount, Sum, Minimum, Maximum };
}

export function dimension(Name: string, value: string): { Name: string; Value: string } {
  return { Name, Value: dimensionValue(value) };
}

function datum({ name, unit, dimensions, timestamp }: Identity): MetricDatum {
  return {
    MetricName: name,
    Dimensions: dimensions,
    Timestamp: timestamp,
    Unit: unit,
  };
}

/** ASCII, printable, not blank, at most 1,024 characters (API reference, Dimension); ours are cut far below. */
export function dimensionValue(value: string): string {
  const ascii = value
    .replace(/[^\x20-\x7e]/g, '?')
    .trim()
    .slice(0, DIMENSION_VALUE_CHARACTERS);
  return ascii === '' ? 'Unknown' : ascii.replace(/^:/, '_:');
}

const DIMENSION_VALUE_CHARACTERS = 255;
