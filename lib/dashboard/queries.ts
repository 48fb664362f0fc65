/**
 * Saved Logs Insights queries over the structured lines of the function: lambda/batch.ts writes one line an object (`object`),
 * lambda/observe/ and what it calls the notes of each family (`error`, `slow`, `targetOutlier`, `healthChange`…).
 * Lambda's JSON log format puts each line under `message`.
 */
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { QueryName } from '../alarms/alarm-text.ts';
import { queryName } from '../alarms/description.ts';
import { COLUMNS } from './view.ts';

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
export const SAVED_QUERIES: Readonly<Record<QueryName, Query>> = {
  byCause: {
    filterStatements: ['message.kind = "error"'],
    statsStatements: [
      'count(*) as examples, latest(message.time) as last, latest(message.traceId) as traceId, latest(message.target) as target, latest(message.path) as path by message.cause, message.elbStatusCode, message.targetStatusCode, message.targetGroup',
    ],
    sort: 'examples desc',
    limit: 100,
  },
  failed: {
    fields: REQUEST_FIELDS,
    filterStatements: ['message.kind = "error"'],
    sort: 'message.time desc',
    limit: 100,
  },
  slowest: {
    // Lines without the time of the whole request have at least that of the target.
    fields: [...REQUEST_FIELDS, 'coalesce(message.requestTime, message.targetProcessingTime) as seconds'],
    filterStatements: ['message.kind = "slow"'],
    sort: 'seconds desc',
    limit: 100,
  },
  worstTargets: {
    filterStatements: ['message.kind = "targetOutlier"'],
    statsStatements: [
      'sum(message.requests) as requests, sum(message.errors) as errors, max(message.errorRate) as worstErrorRate, max(message.p99) as worstP99, max(message.groupP99) as groupP99 by message.loadBalancer, message.targetGroup, message.target',
    ],
    sort: 'errors desc',
    limit: 50,
  },
  objects: {
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
    filterStatements: ['message.kind = "drift"'],
    statsStatements: ['sum(message.lines) as lines, latest(message.key) as object by message.field, message.value'],
    sort: 'lines desc',
    limit: 50,
  },
  tlsFailures: {
    filterStatements: ['message.kind = "tlsFailure"'],
    statsStatements: [
      'sum(message.connections) as connections, latest(message.time) as last, latest(message.clientCertSubject) as subject by message.loadBalancer, message.reason, message.tlsProtocol',
    ],
    sort: 'connections desc',
    limit: 50,
  },
  healthChanges: {
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
    filterStatements: ['message.kind = "wafStopped"'],
    statsStatements: [
      'sum(message.requests) as requests, latest(message.time) as last, latest(message.path) as path, latest(message.traceId) as traceId by message.webAcl, message.rule, message.ruleType, message.action',
    ],
    sort: 'requests desc',
    limit: 50,
  },
  changes: {
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
};

interface Query {
  readonly fields?: string[];
  readonly filterStatements: string[];
  readonly statsStatements?: string[];
  readonly sort: string;
  readonly limit: number;
}

export function saveQueries(
  scope: Construct,
  names: readonly QueryName[],
  { logGroup, dashboardName }: { readonly logGroup: ILogGroup; readonly dashboardName: string },
): void {
  for (const name of names) {
    new QueryDefinition(scope, `Query-${name}`, {
      queryDefinitionName: queryName(dashboardName, name),
      queryString: new QueryString(SAVED_QUERIES[name]),
      logGroups: [logGroup],
    });
  }
}

export function queryTable(title: string, query: QueryName, logGroup: ILogGroup): IWidget {
  const { fields, filterStatements, statsStatements, sort, limit } = SAVED_QUERIES[query];
  return new LogQueryWidget({
    title,
    width: COLUMNS,
    height: 6,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [logGroup.logGroupName],
    queryLines: [
      ...(fields === undefined ? [] : [`fields ${fields.join(', ')}`]),
      ...filterStatements.map((text) => `filter ${text}`),
      ...(statsStatements ?? []).map((text) => `stats ${text}`),
      `sort ${sort}`,
      `limit ${limit}`,
    ],
  });
}
