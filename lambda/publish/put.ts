/**
 * One PutMetricData request -> CloudWatch, with a policy for a call that is not idempotent: what was certainly refused
 * is sent again freely; what may have been counted is sent again with `AmbiguousPublish` saying how many entries that
 * concerns. The client must be made with `CLOUDWATCH_OPTIONS`. Source: API reference, PutMetricData and Common Errors.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { pipelineData } from './pipeline-metrics.ts';

/** The SDK repeats timeouts and 5xx answers on its own, which would count twice and tell nobody. */
export const CLOUDWATCH_OPTIONS = { maxAttempts: 1 } as const;
/** CloudWatch answers in milliseconds; beyond this the answer is lost. */
export const PUT_TIMEOUT_MILLIS = 10_000;
/** Requests of unknown outcome that are sent again within an invocation. Each may count twice, so few. */
const DOUBTFUL_RETRIES = 1;
const BACKOFF_MILLIS_MAX = 5_000;
/**
 * A request that may be cut off at the deadline is one of unknown outcome, so none begins with less time than it may
 * well take.
 */
const BEGIN_MILLIS = 1_000;

export interface Publication {
  readonly namespace: string;
  readonly data: readonly MetricDatum[];
  /** Log entries measured in it. */
  readonly entries: number;
  /** How many of them an earlier attempt may have counted. */
  readonly entriesInDoubt: number;
}

export interface PublishOptions {
  /** Milliseconds since 1970; nothing is waited for after it. */
  readonly deadline: number;
  /** First wait before a retry; doubles. */
  readonly backoffMillis: number;
}

/**
 * - `accepted`: CloudWatch said yes.
 * - `refused`: it is certain that nothing was counted; worth trying later.
 * - `invalid`: nothing was counted, and the same data will always be refused.
 * - `doubtful`: may have been counted.
 */
export type Acceptance = 'refused' | 'invalid' | 'doubtful';
export type Published = { readonly verdict: 'accepted' } | { readonly verdict: Acceptance; readonly error: unknown };

/** Never rejects. */
export async function publish(
  client: CloudWatchClient,
  publication: Publication,
  { deadline, backoffMillis }: PublishOptions,
): Promise<Published> {
  let entriesInDoubt = publication.entriesInDoubt;
  let doubts = 0;
  for (let attempt = 0; ; attempt++) {
    const outcome = await put(client, { ...publication, entriesInDoubt }, deadline);
    if (outcome.verdict === 'accepted') return outcome;
    if (outcome.verdict === 'doubtful') {
      doubts += 1;
      entriesInDoubt = publication.entries;
    }
    const wait = Math.min(backoffMillis * 2 ** attempt, BACKOFF_MILLIS_MAX) * (0.5 + Math.random() / 2);
    const isOver =
      outcome.verdict === 'invalid' ||
      doubts > DOUBTFUL_RETRIES ||
      !isRetryable(outcome.error) ||
      Date.now() + wait + BEGIN_MILLIS > deadline;
    // A later refusal does not undo an earlier doubt.
    if (isOver) return doubts > 0 ? { verdict: 'doubtful', error: outcome.error } : outcome;
    await pause(wait);
  }
}

async function put(client: CloudWatchClient, publication: Publication, deadline: number): Promise<Published> {
  const { namespace, data, entriesInDoubt } = publication;
  const left = deadline - Date.now();
  if (left < BEGIN_MILLIS) {
    return { verdict: 'refused', error: new Error('no time is left to publish before the deadline') };
  }
  const command = new PutMetricDataCommand({
    Namespace: namespace,
    MetricData: [...data, ...ambiguousData(entriesInDoubt)],
  });
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), Math.min(left, PUT_TIMEOUT_MILLIS));
  try {
    await client.send(command, { abortSignal: timer.signal });
    return { verdict: 'accepted' };
  } catch (error) {
    return { verdict: verdict(error), error };
  } finally {
    clearTimeout(timeout);
  }
}

function ambiguousData(entries: number): MetricDatum[] {
  return entries === 0 ? [] : pipelineData({ AmbiguousPublish: entries }, Date.now());
}

/** What a failed PutMetricData means. What is not certainly a refusal is in doubt. */
export function verdict(error: unknown): Acceptance {
  const status = statusOf(error);
  if (status === undefined) return wasNeverSent(error) ? 'refused' : 'doubtful';
  if (isThrottling(error) || status === 429) return 'refused';
  if (status >= 400 && status < 500) return isCallersFault(status) ? 'refused' : 'invalid';
  return 'doubtful';
}

/** 401, 403: credentials or permissions; 404, 408 and the like come from something between us and CloudWatch. */
function isCallersFault(status: number): boolean {
  return status !== 400 && status !== 413;
}

const THROTTLING = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|LimitExceeded|SlowDown)/;
/** Said with status 400, though not about the data. */
const CREDENTIALS =
  /^(?:AccessDenied|NotAuthorized|UnrecognizedClient|InvalidClientTokenId|IncompleteSignature|MissingAuthentication|OptInRequired|RequestExpired|ExpiredToken|InvalidSignature|SignatureDoesNotMatch)/;

function isThrottling(error: unknown): boolean {
  return THROTTLING.test(nameOf(error)) || CREDENTIALS.test(nameOf(error));
}

/** A lost permission or an expired token is not fixed by asking again at once. */
function isRetryable(error: unknown): boolean {
  return !CREDENTIALS.test(nameOf(error)) && !/^CredentialsProviderError/.test(nameOf(error));
}

const CONNECT_SYSCALLS = ['connect', 'getaddrinfo'];
const CONNECT_CODES = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
const BEFORE_SENDING =
  /did not establish a connection|before secure TLS connection was established|certificate|wrong version number/;

/** No connection, no TLS session or no credentials: the request cannot have left. */
function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^(?:CredentialsProviderError|TokenProviderError)/.test(error.name)) return true;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return (
    CONNECT_SYSCALLS.includes(String(syscall)) ||
    CONNECT_CODES.includes(String(code)) ||
    /^(?:ERR_TLS|CERT_|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(String(code)) ||
    BEFORE_SENDING.test(error.message)
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The status of the answer, if there was one. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { $metadata, $response } = error as {
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}
