/**
 * Series from CloudWatch: SEARCH finds the load balancers, target groups, routes and services, so that nobody has to
 * list them.
 *
 * Source: CloudWatch API reference, GetMetricData: 500 queries, 100,800 data points a page; user guide, "Search
 * expression syntax": a schema lists all dimensions, quotes match exactly. It costs $0.01 for 1,000 metrics that are
 * found.
 */
import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { EvidenceSeries, Place } from '../evidence.ts';
import type { FoundSeries, PlaceSet, ReadSeries, SeriesQuery } from '../gather.ts';

const NAMES: Readonly<Record<PlaceSet, readonly string[]>> = {
  LoadBalancer: ['LoadBalancer'],
  TargetGroup: ['LoadBalancer', 'TargetGroup'],
  Route: ['LoadBalancer', 'Route'],
  Service: ['LoadBalancer', 'Service'],
};
/** Parts the names in a label. No dimension value has a line feed. */
const SEPARATOR = ' | ';
/** A SEARCH may have 1,024 characters; so many names of at most 60 fit next to the rest. */
const NAMES_PER_SEARCH = 10;
/** More pages than a day of two hundred load balancers has are a loop. */
const PAGES_MAX = 50;

export interface ReadMetricsOptions {
  readonly namespace: string;
  /** Dimensions that the setting `extraDimensions` adds. */
  readonly extraDimensions: readonly string[];
}

export function readMetrics(client: Pick<CloudWatchClient, 'send'>, options: ReadMetricsOptions): ReadSeries {
  return async (queries) => {
    const found = queries.map((): FoundSeries[] => []);
    const ids = new Map<string, number>();
    const wanted = queries.flatMap((query, index) =>
      searches(query, options).map((expression, part): MetricDataQuery => {
        const Id = `q${index}p${part}`;
        ids.set(Id, index);
        return { Id, Expression: expression, Label: label(NAMES[query.set]), ReturnData: true };
      }),
    );
    const [first] = queries;
    if (first === undefined) return found;
    const span = { StartTime: new Date(first.from), EndTime: new Date(first.to) };
    let NextToken: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await client.send(
        new GetMetricDataCommand({
          ...span,
          MetricDataQueries: wanted,
          ScanBy: 'TimestampAscending',
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      for (const { Id = '', Label = '', Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
        const index = ids.get(Id);
        const query = index === undefined ? undefined : queries[index];
        if (query !== undefined)
          add(found[index ?? 0] ?? [], { query, label: Label, times: Timestamps, values: Values });
      }
      ({ NextToken } = answer);
      if (NextToken === undefined) return found;
    }
    throw new Error(`GetMetricData has more than ${PAGES_MAX} pages: ask for a shorter span or fewer load balancers`);
  };
}

function searches(
  { set, metric, statistic, periodSeconds, loadBalancers }: SeriesQuery,
  options: ReadMetricsOptions,
): string[] {
  const { namespace, extraDimensions } = options;
  const schema = [namespace, ...NAMES[set], ...extraDimensions].map(quoted).join(',');
  const search = (names: string): string =>
    `SEARCH('{${schema}} MetricName="${metric}"${names}', '${statistic}', ${periodSeconds})`;
  if (loadBalancers === undefined) return [search('')];
  const groups: string[][] = [];
  for (let from = 0; from < loadBalancers.length; from += NAMES_PER_SEARCH)
    groups.push(loadBalancers.slice(from, from + NAMES_PER_SEARCH));
  return groups.map((names) => search(` LoadBalancer=(${names.map((name) => `"${name}"`).join(' OR ')})`));
}

function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `"${name}"`;
}

function label(names: readonly string[]): string {
  return names.map((name) => `\${PROP('Dim.${name}')}`).join(SEPARATOR);
}

interface Piece {
  readonly query: SeriesQuery;
  readonly label: string;
  readonly times: readonly Date[];
  readonly values: readonly number[];
}

/** A series may come in pieces, one a page. */
function add(found: FoundSeries[], { query, label: text, times, values }: Piece): void {
  const place = placeOf(query.set, text.split(SEPARATOR));
  const periodMillis = query.periodSeconds * 1000;
  const periods = Math.ceil((query.to - query.from) / periodMillis);
  const known = found.find((one) => samePlace(one.place, place));
  const series: number[] = known === undefined ? new Array<number>(periods).fill(Number.NaN) : [...known.values];
  times.forEach((time, at) => {
    const period = Math.floor((time.getTime() - query.from) / periodMillis);
    const value = values[at];
    if (period >= 0 && period < periods && value !== undefined) series[period] = value;
  });
  const added: FoundSeries = { place, values: series satisfies EvidenceSeries };
  if (known === undefined) found.push(added);
  else found[found.indexOf(known)] = added;
}

function placeOf(set: PlaceSet, [loadBalancer = '', part = '']: readonly string[]): Place {
  switch (set) {
    case 'TargetGroup':
      return { loadBalancer, targetGroup: part };
    case 'Route':
      return { loadBalancer, route: part };
    case 'Service':
      return { loadBalancer, service: part };
    default:
      return { loadBalancer };
  }
}

function samePlace(left: Place, right: Place): boolean {
  return (
    left.loadBalancer === right.loadBalancer &&
    left.targetGroup === right.targetGroup &&
    left.route === right.route &&
    left.service === right.service
  );
}
