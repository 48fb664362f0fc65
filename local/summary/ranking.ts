/**
 * Load balancers, target groups, routes and services -> tables that begin with what failed most. A fleet of two hundred
 * fits on a screen.
 */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import { count, counted, percent } from '../../lambda/catalogue/figures.ts';
import { inSeconds, shortName } from '../../lambda/verdict/words/text.ts';
import type { Readings } from '../readings/readings.ts';
import { type LoadBalancerOverview, type Overview, type PlaceOverview, timesOf } from './overview.ts';

const LOAD_BALANCERS_SHOWN = 5;
const PARTS_SHOWN = 3;

export function rankingLines(readings: Readings, { loadBalancers }: Overview): string[] {
  const several = loadBalancers.length > 1;
  const balancers = loadBalancers.map((one) => row(one, { LoadBalancer: one.name }));
  const groups = loadBalancers.flatMap((one) => rowsOf(one, one.targetGroups, { dimension: 'TargetGroup', several }));
  const routes = loadBalancers.flatMap((one) => rowsOf(one, one.routes, { dimension: 'Route', several }));
  const services = loadBalancers.flatMap((one) => rowsOf(one, one.services, { dimension: 'Service', several }));
  return [
    ...table(readings, balancers, { title: 'load balancers', most: LOAD_BALANCERS_SHOWN }),
    ...table(readings, groups, { title: 'target groups', most: PARTS_SHOWN }),
    ...table(readings, routes, { title: 'routes', most: PARTS_SHOWN }),
    ...table(readings, services, { title: 'services', most: PARTS_SHOWN }),
  ];
}

/** A line of a table, and the dimensions of its metrics. */
interface Row extends PlaceOverview {
  readonly dimensions: Readonly<Record<string, string>>;
}

function row(part: PlaceOverview, dimensions: Row['dimensions'], owner?: string): Row {
  return { ...part, dimensions, name: `${owner === undefined ? '' : `${shortName(owner)} / `}${shortName(part.name)}` };
}

interface Kind {
  readonly dimension: 'TargetGroup' | 'Route' | 'Service';
  readonly several: boolean;
}

/** With the name of their load balancer where there are several. */
function rowsOf(
  { name: LoadBalancer }: LoadBalancerOverview,
  parts: readonly PlaceOverview[],
  { dimension, several }: Kind,
): Row[] {
  return parts.map((part) => row(part, { LoadBalancer, [dimension]: part.name }, several ? LoadBalancer : undefined));
}

interface TableOptions {
  readonly title: string;
  readonly most: number;
}

function table(readings: Readings, rows: readonly Row[], { title, most }: TableOptions): string[] {
  if (rows.length === 0) return [];
  const ranked = rows.toSorted(
    (left, right) => right.elb5xx - left.elb5xx || right.requests - left.requests || compareText(left.name, right.name),
  );
  const shown = ranked.slice(0, most);
  const width = Math.max(34, title.length, ...shown.map(({ name }) => name.length)) + 2;
  const head = `${title.padEnd(width + 2)} requests      5xx   share   target time p50, p99`;
  return [
    '',
    head,
    ...shown.map((one) => `  ${one.name.padEnd(width)}${columns(readings, one)}`),
    ...restLine(ranked.slice(most)),
  ];
}

function columns(readings: Readings, { requests, elb5xx, dimensions }: Row): string {
  const time = timesOf(readings, 'TargetProcessingTime', dimensions);
  const measured = time === undefined ? '' : `   ${inSeconds(time.p50)}, ${inSeconds(time.p99)}`;
  return `${count(requests).padStart(9)}${count(elb5xx).padStart(9)}${percent(elb5xx, requests).padStart(8)}${measured}`;
}

function restLine(rest: readonly PlaceOverview[]): string[] {
  if (rest.length === 0) return [];
  const failed = rest.reduce((all, { elb5xx }) => all + elb5xx, 0);
  const requests = rest.reduce((all, part) => all + part.requests, 0);
  return [`  ${count(rest.length)} more with ${counted(requests, 'request')}, ${count(failed)} of them 5xx`];
}
