/**
 * Saved Logs Insights queries over the structured lines of the function: lambda/batch/ writes one line an object
 * (`object`), lambda/diagnosis/families/ the notes of each family (`error`, `slow`, `targetOutlier`, `healthChange`…).
 * Lambda's JSON log format puts each line under `message`.
 */
import type { Family } from '../../lambda/catalogue/metrics/index.ts';

export interface SavedQuery {
  /** Its name after that of the stack. */
  readonly title: string;
  /** Whose log lines it reads: saved where the family is read; without it always. */
  readonly family?: Family;
  readonly fields?: string[];
  readonly filterStatements: string[];
  readonly statsStatements?: string[];
  readonly sort: string;
  readonly limit: number;
}

const REQUEST_FIELDS = [
  'message.time',
  'message.cause',
  'message.elbStatusCode',
  'message.targetStatusCode',
  'message.method',
  'message.host',
  'message.path',
  'message.route',
  'message.loadBalancer',
  'message.targetGroup',
  'message.target',
  'message.requestProcessingTime',
  'message.targetProcessingTime',
  'message.responseProcessingTime',
  'message.requestTime',
  'message.slowPart',
  'message.errorReason',
  'message.traceId',
  'message.openTelemetryTraceId',
  'message.traceAddress',
  'message.connTraceId',
];

/** Examples are a sample, a few per object: these counts say which causes there are, the metrics say how many. */
export const SAVED_QUERIES = {
  byCause: {
    title: 'Failed requests by cause',
    family: 'requests',
    filterStatements: ['message.kind = "error"'],
    statsStatements: [
      'count(*) as examples, latest(message.time) as last, latest(message.traceId) as traceId, latest(message.target) as target, latest(message.path) as path by message.cause, message.elbStatusCode, message.targetStatusCode, message.targetGroup',
    ],
    sort: 'examples desc',
    limit: 100,
  },
  failed: {
    title: 'Failed requests, newest first',
    family: 'requests',
    fields: REQUEST_FIELDS,
    filterStatements: ['message.kind = "error"'],
    sort: 'message.time desc',
    limit: 100,
  },
  slowest: {
    title: 'Slowest requests',
    family: 'requests',
    // Lines without the time of the whole request have at least that of the target.
    fields: [...REQUEST_FIELDS, 'coalesce(message.requestTime, message.targetProcessingTime) as seconds'],
    filterStatements: ['message.kind = "slow"'],
    sort: 'seconds desc',
    limit: 100,
  },
  worstTargets: {
    title: 'Worst targets',
    family: 'requests',
    filterStatements: ['message.kind = "targetOutlier"'],
    statsStatements: [
      'sum(message.requests) as requests, sum(message.errors) as errors, max(message.errorRate) as worstErrorRate, max(message.p99) as worstP99, max(message.groupP99) as groupP99 by message.loadBalancer, message.targetGroup, message.target',
    ],
    sort: 'errors desc',
    limit: 50,
  },
  objects: {
    title: 'Log objects',
    fields: [
      '@timestamp',
      'message.outcome',
      'message.key',
      'message.format',
      'message.bytes',
      'message.lines.parsed',
      'message.lines.unparsed',
      'message.milliseconds',
      'message.reason',
      'message.error',
    ],
    filterStatements: ['message.kind = "object"'],
    sort: '@timestamp desc',
    limit: 200,
  },
  drift: {
    title: 'New names in the log',
    family: 'requests',
    filterStatements: ['message.kind = "drift"'],
    statsStatements: ['sum(message.lines) as lines, latest(message.key) as object by message.field, message.value'],
    sort: 'lines desc',
    limit: 50,
  },
  tlsFailures: {
    title: 'TLS failures by reason',
    family: 'connections',
    filterStatements: ['message.kind = "tlsFailure"'],
    statsStatements: [
      'sum(message.connections) as connections, latest(message.time) as last, latest(message.connTraceId) as connTraceId, latest(message.clientCertSubject) as subject by message.loadBalancer, message.reason, message.tlsProtocol',
    ],
    sort: 'connections desc',
    limit: 50,
  },
  healthChanges: {
    title: 'Targets that changed health',
    family: 'healthChecks',
    fields: [
      'message.time',
      'message.from',
      'message.to',
      'message.loadBalancer',
      'message.targetGroup',
      'message.target',
      'message.reasonCode',
      'message.statusCode',
    ],
    filterStatements: ['message.kind = "healthChange"'],
    sort: 'message.time desc',
    limit: 200,
  },
  wafStopped: {
    title: 'Requests stopped by AWS WAF, by rule',
    family: 'firewall',
    filterStatements: ['message.kind = "wafStopped"'],
    statsStatements: [
      'sum(message.requests) as requests, latest(message.time) as last, latest(message.path) as path, latest(message.traceId) as traceId by message.webAcl, message.rule, message.ruleType, message.action',
    ],
    sort: 'requests desc',
    limit: 50,
  },
  changes: {
    title: 'Changes of load balancers',
    family: 'apiEvents',
    fields: [
      'message.time',
      'message.who',
      'message.what',
      'message.loadBalancer',
      'message.resource',
      'message.errorCode',
      'message.region',
    ],
    filterStatements: ['message.kind = "apiCall"'],
    sort: 'message.time desc',
    limit: 100,
  },
} satisfies Readonly<Record<string, SavedQuery>>;

export type QueryName = keyof typeof SAVED_QUERIES;

export function savedQuery(name: QueryName): SavedQuery {
  return SAVED_QUERIES[name];
}

/** The queries to save where these families are read. */
export function queriesOf(families: readonly Family[]): readonly QueryName[] {
  return Object.keys(SAVED_QUERIES)
    .filter(isQuery)
    .filter((name) => {
      const { family } = savedQuery(name);
      return family === undefined || families.includes(family);
    });
}

function isQuery(name: string): name is QueryName {
  return Object.hasOwn(SAVED_QUERIES, name);
}
