/**
 * The pipeline's own log lines of a span, by a Logs Insights query of its log group.
 *
 * Source: CloudWatch Logs API reference, StartQuery and GetQueryResults: at most 10,000 rows, a query runs in the
 * background. It costs $0.005 for each gigabyte that is scanned. Lambda's JSON log format puts a line under `message`.
 */
import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ObjectLine } from '../lines.ts';

export interface LinesQuery {
  readonly logGroupName: string;
  /** When the lines were written, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Undefined for all. Lines of health checks and API events that name none are always among them. */
  readonly loadBalancers: readonly string[] | undefined;
}

export interface Waiting {
  readonly millis: number;
  readonly times: number;
}

const KINDS = ['failures', 'targets', 'targetOutlier', 'error', 'apiCall', 'healthChange'];
const ROWS_MAX = 10_000;
const LOAD_BALANCERS_MAX = 20;

export async function readLines(
  client: Pick<CloudWatchLogsClient, 'send'>,
  { logGroupName, from, to, loadBalancers }: LinesQuery,
  waiting: Waiting,
): Promise<ObjectLine[]> {
  const { queryId } = await client.send(
    new StartQueryCommand({
      ...{ logGroupName, queryString: queryText(loadBalancers), limit: ROWS_MAX },
      ...{ startTime: Math.floor(from / 1000), endTime: Math.ceil(to / 1000) },
    }),
  );
  for (let attempt = 0; attempt < waiting.times; attempt++) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete') return results.flatMap((row) => lineOf(row));
    if (status === 'Failed' || status === 'Cancelled' || status === 'Timeout')
      throw new Error(`the query of ${logGroupName} ended as ${status}`);
    await new Promise((resolve) => setTimeout(resolve, waiting.millis));
  }
  throw new Error(`the query of ${logGroupName} took longer than ${(waiting.millis * waiting.times) / 1000} seconds`);
}

function queryText(loadBalancers: readonly string[] | undefined): string {
  const kinds = KINDS.map((kind) => JSON.stringify(kind)).join(', ');
  const names = loadBalancers?.slice(0, LOAD_BALANCERS_MAX).map((name) => JSON.stringify(name));
  const filter =
    names === undefined
      ? ''
      : `\n| filter message.loadBalancer in [${names.join(', ')}] or not ispresent(message.loadBalancer)`;
  return `fields @timestamp, @message\n| filter message.kind in [${kinds}]${filter}\n| sort @timestamp desc`;
}

function lineOf(row: readonly ResultField[]): ObjectLine[] {
  const text = row.find(({ field }) => field === '@message')?.value;
  const timestamp = Date.parse(`${row.find(({ field }) => field === '@timestamp')?.value?.replace(' ', 'T')}Z`);
  if (text === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('message' in parsed)) return [];
    const { message } = parsed;
    return typeof message === 'object' && message !== null ? [{ timestamp, ...message }] : [];
  } catch {
    // Not one of our lines: Lambda's own, for instance.
    return [];
  }
}
