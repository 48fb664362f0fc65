/**
 * The bill of a month: counts -> its lines, the same ones no matter whether the counts were assumed before a deployment
 * (cost.ts) or counted in logs (local/preview/bill.ts). Pure.
 *
 * Fixed prices only, that is nearly all of it: metrics, alarms, dashboard. What grows with traffic (Lambda, requests)
 * is about a tenth of a cent for a million lines. Prices: https://aws.amazon.com/cloudwatch/pricing/, us-east-1,
 * November 2026.
 */
import { CATALOGUE, FAMILIES, type Family } from '../../lambda/catalogue/metrics/index.ts';

/** A custom metric, up to 10,000 of them (METRIC_TIERS). Prorated by the hour: silence is free. */
export const METRIC_DOLLARS = 0.3;
/** From how many metrics of an account on each further one costs less. */
const METRIC_TIERS = [
  { from: 10_000, dollarsLess: 0.2 },
  { from: 250_000, dollarsLess: 0.05 },
  { from: 1_000_000, dollarsLess: 0.03 },
] as const;
/** For each metric an alarm reads or a query of an alarm analyzes, at standard resolution. */
const ALARM_METRIC_DOLLARS = 0.1;
const COMPOSITE_ALARM_DOLLARS = 0.5;
/**
 * What the verdict reads for one incident: about 500 metrics at $0.01 for 1,000 (GetMetricData) in each of three or
 * four runs, and log lines at $0.005 for a gigabyte.
 */
export const INCIDENT_DOLLARS = 0.02;
/** Beyond the three that an account has for nothing. */
const DASHBOARD_DOLLARS = 3;

/** Every member of a dimension set of the catalogue, or those of one load balancer. */
export interface WatchedMembers {
  readonly set: string;
  readonly isOfOne: boolean;
}

/** What alarms cost by. */
export interface AlarmReads {
  /** Metrics that alarms name. */
  readonly metrics: number;
  /** For each alarm on a query what it analyzes. */
  readonly queries: readonly WatchedMembers[];
  readonly composites: number;
  /** Is there a verdict, whose function has an alarm too? */
  readonly hasVerdict: boolean;
}

/** What a bill is made of. */
export interface BillCounts {
  readonly metrics: Readonly<Partial<Record<Family, number>>>;
  /** Metrics of the pipeline itself. */
  readonly pipeline: number;
  readonly alarms: Omit<AlarmReads, 'queries'>;
  /** Metrics that the queries of alarms analyze. */
  readonly analyzed: number;
}

export interface CostLine {
  readonly line: string;
  readonly quantity: number;
  readonly unit: string;
  readonly dollarsEach: number;
  readonly dollars: number;
}

/** Lines of which there is nothing are left out. */
export function billLines({ metrics, pipeline, alarms, analyzed }: BillCounts): readonly CostLine[] {
  const ofFamilies = FAMILIES.map((family) =>
    costLine(`metrics: ${inSentence(CATALOGUE[family].title)}`, [metrics[family] ?? 0, 'metrics'], METRIC_DOLLARS),
  );
  const ofMetrics = [...ofFamilies, costLine('metrics: the pipeline itself', [pipeline, 'metrics'], METRIC_DOLLARS)];
  return [
    ...ofMetrics,
    ...tierLines(ofMetrics.reduce((sum, { quantity }) => sum + quantity, 0)),
    costLine('alarms', [alarms.metrics, 'metrics watched'], ALARM_METRIC_DOLLARS),
    costLine('alarms on queries', [analyzed, 'metrics analyzed'], ALARM_METRIC_DOLLARS),
    costLine('composite alarms', [alarms.composites, 'alarms'], COMPOSITE_ALARM_DOLLARS),
    costLine('alarm of the verdict', [Number(alarms.hasVerdict), 'metric watched'], ALARM_METRIC_DOLLARS),
    costLine('dashboard, unless it is among the first three of the account', [1, 'dashboard'], DASHBOARD_DOLLARS),
  ].filter(({ quantity }) => quantity > 0);
}

/** What so many metrics cost less than the first ones of an account, a line for each tier that they reach. */
export function tierLines(metrics: number): readonly CostLine[] {
  return METRIC_TIERS.flatMap(({ from, dollarsLess }) => {
    const beyond = Math.max(0, metrics - from);
    const words = `less for metrics beyond the first ${from.toLocaleString('en-US')} of the account`;
    return beyond === 0 ? [] : [costLine(words, [beyond, 'metrics'], -dollarsLess)];
  });
}

export function metricDollars(metrics: number): number {
  return metrics * METRIC_DOLLARS + tierLines(metrics).reduce((sum, { dollars }) => sum + dollars, 0);
}

export function totalDollars(lines: readonly CostLine[]): number {
  return cents(lines.reduce((sum, { dollars }) => sum + dollars, 0));
}

/** `metrics: requests                 62 metrics x $0.30 = $18.60`, one line each and the total. */
export function costText(lines: readonly CostLine[]): string {
  const width = Math.max(...lines.map(({ line }) => line.length));
  const rows = lines.map(
    ({ line, quantity, unit, dollarsEach, dollars }) =>
      `${line.padEnd(width)}  ${quantity} ${unit} x $${dollarsEach.toFixed(2)} = $${dollars.toFixed(2)}`,
  );
  return [...rows, `${'a month'.padEnd(width)}  $${totalDollars(lines).toFixed(2)}`].join('\n');
}

/** `$20.10 a month: metrics: requests $14.40; alarms $2.10; …`, for a place with one line only. */
export function costSummary(lines: readonly CostLine[]): string {
  const parts = lines.map(({ line, dollars }) => `${line} $${dollars.toFixed(2)}`);
  return `$${totalDollars(lines).toFixed(2)} a month: ${parts.join('; ')}`;
}

/** `Health checks` begins with a small letter there, `API events` does not. */
function inSentence(title: string): string {
  return /^[A-Z]{2}/.test(title) ? title : title[0]?.toLowerCase() + title.slice(1);
}

function costLine(line: string, [quantity, unit]: readonly [number, string], dollarsEach: number): CostLine {
  return { line, quantity, unit, dollarsEach, dollars: cents(quantity * dollarsEach) };
}

/** Rounded to whole cents. */
export function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
