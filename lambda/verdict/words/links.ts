/**
 * Links into the console that open at the time and load balancer of an incident. Only the dashboard's does not choose
 * the load balancer: AWS documents no address that sets a dashboard's variable.
 *
 * The console keeps what a page shows behind its `#`, in its own notation: objects are `~(key~value)`, texts begin with
 * an apostrophe, and other characters than letters and digits are `*` and two hexadecimal digits. Seen in addresses
 * that the console makes.
 */
import { consoleHost } from '../../catalogue/partitions.ts';
import { traceAddress, traceOf } from '../../diagnosis/trace.ts';
import type { LinkOptions } from '../settings.ts';
import type { Incident } from '../verdict.ts';

export interface IncidentLinks {
  readonly dashboard: string;
  /** Example requests of the load balancer, failed or slow ones, and what they are called. */
  readonly requests: string;
  readonly requestsTitle: string;
  /** What went wrong in the load balancer next to its traffic, and what that is called. */
  readonly graph: string;
  readonly graphTitle: string;
  /** Of the first example that has a trace. */
  readonly trace?: string;
}

/** What is shown around an incident, so that before and after can be compared. */
const MARGIN_MILLIS = 30 * 60_000;
/** Lines are written up to so much later than what they report. */
const LINES_LATE_MILLIS = 15 * 60_000;

interface ShownOfKind {
  /** Kind of the log lines that have examples. */
  readonly lines: 'error' | 'slow';
  readonly requestsTitle: string;
  readonly graphTitle: string;
  readonly metric: readonly [name: string, statistic: string];
}

const ERRORS: ShownOfKind = {
  ...{ lines: 'error', requestsTitle: 'Failed requests', graphTitle: 'Failures and traffic' },
  metric: ['Elb5xx', 'Sum'],
};
/** Clients that gave up are 4xx, too: 460. */
const REFUSED: ShownOfKind = { ...ERRORS, metric: ['Elb4xx', 'Sum'] };
const SHOWN: Readonly<Record<Incident['kind'], ShownOfKind>> = {
  errors: ERRORS,
  traffic: ERRORS,
  gaveUp: REFUSED,
  refused: { ...REFUSED, requestsTitle: 'Refused requests', graphTitle: 'Refused requests and traffic' },
  slow: {
    ...{ lines: 'slow', requestsTitle: 'Slow requests', graphTitle: 'Target time (p99) and traffic' },
    metric: ['TargetProcessingTime', 'p99'],
  },
};

export function linksOf(
  incident: Pick<Incident, 'kind' | 'from' | 'to' | 'loadBalancers' | 'examples'>,
  options: LinkOptions,
): IncidentLinks {
  const { region, dashboardName, logGroupName, namespace } = options;
  const [loadBalancer = ''] = incident.loadBalancers;
  const from = iso(incident.from - MARGIN_MILLIS);
  const to = iso(incident.to + MARGIN_MILLIS);
  const home = `https://${consoleHost(region)}/cloudwatch/home?region=${region}`;
  const { lines, metric: shown, ...titles } = SHOWN[incident.kind];
  const [what, order] = lines === 'slow' ? ['requestTime', 'requestTime'] : ['cause', 'time'];
  const query = [
    `fields message.time, message.elbStatusCode, message.${what}, message.method, message.path, message.route, message.target, message.traceId`,
    `filter message.kind = "${lines}" and message.loadBalancer = ${JSON.stringify(loadBalancer)}`,
    `sort message.${order} desc`,
    'limit 100',
  ].join('\n| ');
  const detail = {
    ...{ end: iso(incident.to + LINES_LATE_MILLIS), start: iso(incident.from), timeType: 'ABSOLUTE', tz: 'UTC' },
    ...{ editorString: query, source: [logGroupName], lang: 'CWLI' },
  };
  const metric = (name: string, stat: string, yAxis: string) => [
    namespace,
    name,
    'LoadBalancer',
    loadBalancer,
    { stat, yAxis },
  ];
  const graph = {
    metrics: [metric(shown[0], shown[1], 'left'), metric('Elb5xx', 'SampleCount', 'right')],
    ...{ view: 'timeSeries', stacked: false, region, start: from, end: to, period: 60 },
  };
  const trace = incident.examples.map(({ traceId }) => traceOf(traceId)).find((one) => one !== undefined);
  return {
    dashboard: `${home}#dashboards/dashboard/${encodeURIComponent(dashboardName)}?start=${from}&end=${to}`,
    ...titles,
    requests: `${home}#logsV2:logs-insights$3FqueryDetail$3D${notation(detail)}`,
    graph: `${home}#metricsV2:graph=${notation(graph)}`,
    ...(trace === undefined ? {} : { trace: traceAddress(trace, region) }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** `{ a: 'x y', b: [1] }` -> `~(a~'x*20y~b~(~1))`. */
export function notation(value: Value): string {
  if (typeof value === 'string') return `~'${[...value].map(escaped).join('')}`;
  if (typeof value !== 'object') return `~${value}`;
  if (isList(value)) return `~(${value.map(notation).join('')})`;
  const members = Object.entries(value).map(([key, one]) => `${key}${notation(one)}`);
  return `~(${members.join('~')})`;
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}

function escaped(character: string): string {
  if (/[A-Za-z0-9_.-]/.test(character)) return character;
  return [...new TextEncoder().encode(character)].map((byte) => `*${byte.toString(16).padStart(2, '0')}`).join('');
}
