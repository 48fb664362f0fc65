/**
 * A stand-in of the account that the verdict's function runs in: GetMetricData answers from the model of CloudWatch,
 * Logs Insights from lines as the function would have written them, DynamoDB and SNS remember what they were given.
 */
import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand } from '@aws-sdk/client-sns';
import type { Account } from '../../lambda/verdict/account/answer.ts';
import { searchMetrics } from '../../local/cloudwatch/search.ts';
import type { MetricStore } from '../../local/cloudwatch/store.ts';

export interface WrittenLine {
  /** When the function wrote it. */
  readonly at: number;
  readonly message: Readonly<Record<string, unknown>>;
}

interface Published {
  readonly topic: string;
  readonly subject: string;
  /** By protocol. */
  readonly texts: Readonly<Record<string, string>>;
}

export interface StandIn {
  readonly account: Account;
  readonly published: Published[];
  readonly calls: string[];
}

const TOPICS = {
  page: 'arn:aws:sns:eu-central-1:123456789012:page',
  ticket: 'arn:aws:sns:eu-central-1:123456789012:ticket',
};

/** Sees what had arrived by `clock()`. */
export function standIn(store: MetricStore, lines: readonly WrittenLine[], clock: () => number): StandIn {
  const published: Published[] = [];
  const calls: string[] = [];
  const account: Account = {
    cloudwatch: { send: async (command: unknown) => called(calls, metricData(store, command, clock())) } as never,
    logs: { send: async (command: unknown) => called(calls, insights(lines, command, clock())) } as never,
    memory: { client: { send: table() } as never, table: 'ledger' },
    teller: {
      client: { send: async (command: unknown) => called(calls, publish(published, command)) } as never,
      topics: TOPICS,
      links: {
        ...{
          consoleHost: 'eu-central-1.console.aws.amazon.com',
          region: 'eu-central-1',
          accountId: '123456789012',
          dashboardName: 'Logs',
        },
        ...{ logGroupName: 'log-group', namespace: 'LoadBalancerLogs' },
      },
      allowedPercent: 5,
    },
    metrics: { namespace: 'LoadBalancerLogs', extraDimensions: [] },
    ...{ logGroupName: 'log-group', alarmPrefix: 'Logs-', console: { log: () => undefined } },
    waiting: { millis: 0, times: 3 },
  };
  return { account, published, calls };
}

interface Answered {
  readonly name: string;
  readonly value: unknown;
}

function called(calls: string[], { name, value }: Answered): unknown {
  calls.push(name);
  return value;
}

function metricData(store: MetricStore, command: unknown, asOf: number): Answered {
  if (!(command instanceof GetMetricDataCommand)) throw new Error('only GetMetricData is allowed');
  const { MetricDataQueries = [], StartTime, EndTime } = command.input;
  const [from, to] = [StartTime?.getTime() ?? 0, EndTime?.getTime() ?? 0];
  const MetricDataResults = MetricDataQueries.flatMap((query) => searched(store, query, { from, to, asOf }));
  return { name: 'GetMetricData', value: { MetricDataResults } };
}

function searched(
  store: MetricStore,
  { Id, Expression = '', Label = '' }: MetricDataQuery,
  range: { from: number; to: number; asOf: number },
) {
  const [, search, stat = '', seconds] = /^SEARCH\('(.*)', '(\w+)', (\d+)\)$/.exec(Expression) ?? [];
  if (search === undefined) throw new Error(`no search: ${Expression}`);
  return searchMetrics(search, store, range).map((metric) => {
    const points = store.statistic(metric, { stat, period: Number(seconds), ...range });
    return {
      Id,
      Label: Label.replaceAll(/\$\{PROP\('Dim\.(\w+)'\)\}/g, (_, name: string) => metric.dimensions[name] ?? ''),
      Timestamps: points.map(({ timestamp }) => new Date(timestamp)),
      Values: points.map(({ value }) => value),
    };
  });
}

const queries: { readonly from: number; readonly to: number; readonly text: string }[] = [];

/** Knows the one query that the function asks. */
function insights(lines: readonly WrittenLine[], command: unknown, now: number): Answered {
  if (command instanceof StartQueryCommand) {
    const { startTime = 0, endTime = 0, queryString = '' } = command.input;
    queries.push({ from: startTime * 1000, to: endTime * 1000, text: queryString });
    return { name: 'StartQuery', value: { queryId: `${queries.length - 1}` } };
  }
  if (!(command instanceof GetQueryResultsCommand)) throw new Error('only queries are allowed');
  const query = queries[Number(command.input.queryId)];
  if (query === undefined) throw new Error('no such query');
  const kinds = new Set(JSON.parse(`[${/message\.kind in \[(.*?)\]/.exec(query.text)?.[1] ?? ''}]`));
  const found = lines.filter(
    ({ at, message }) => at >= query.from && at <= query.to && at <= now && kinds.has(message.kind),
  );
  const results = found.map(({ at, message }) => [
    { field: '@timestamp', value: new Date(at).toISOString().replace('T', ' ').replace('Z', '') },
    { field: '@message', value: JSON.stringify({ timestamp: new Date(at).toISOString(), level: 'INFO', message }) },
  ]);
  return { name: 'GetQueryResults', value: { status: 'Complete', results } };
}

function table() {
  let item: PutItemCommand['input']['Item'];
  return async (command: unknown): Promise<unknown> => {
    if (command instanceof GetItemCommand) return { Item: item };
    if (!(command instanceof PutItemCommand)) throw new Error('only GetItem and PutItem are allowed');
    const { Item, ExpressionAttributeValues: values } = command.input;
    if (item !== undefined && item.version?.N !== values?.[':version']?.N)
      throw new ConditionalCheckFailedException({ message: 'the conditional request failed', $metadata: {} });
    item = Item;
    return {};
  };
}

function publish(published: Published[], command: unknown): Answered {
  if (!(command instanceof PublishCommand)) throw new Error('only Publish is allowed');
  const { TopicArn = '', Subject = '', Message = '{}' } = command.input;
  published.push({ topic: TopicArn, subject: Subject, texts: JSON.parse(Message) });
  return { name: 'Publish', value: { MessageId: '1' } };
}
