/** What formats of the requests family share: the fields they do not log, and when an entry is sound. */
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { isName, isStatus } from './fields.ts';

/** Spread first, then say what the format does log. */
export const NOT_LOGGED = {
  type: undefined,
  client: undefined,
  target: undefined,
  requestProcessingTime: undefined,
  targetProcessingTime: undefined,
  responseProcessingTime: undefined,
  elbStatusCode: undefined,
  targetStatusCode: undefined,
  receivedBytes: undefined,
  sentBytes: undefined,
  userAgent: undefined,
  targetGroup: undefined,
  traceId: undefined,
  connTraceId: undefined,
  actionsExecuted: undefined,
  redirectUrl: undefined,
  errorReason: undefined,
  classification: undefined,
  classificationReason: undefined,
  requestTransformStatus: undefined,
  targetErrorCode: undefined,
  elbErrorCode: undefined,
  cause: undefined,
  route: undefined,
} as const satisfies Partial<RequestEntry>;

/** No number of the entry is NaN, no status malformed, and its load balancer can be a dimension. */
export function isSoundRequest(entry: RequestEntry): boolean {
  return (
    NUMBERS.every((name) => !Number.isNaN(entry[name])) &&
    isName(entry.loadBalancer) &&
    STATUSES.every((name) => isStatus(entry[name]))
  );
}

const NUMBERS = [
  'time',
  'requestProcessingTime',
  'targetProcessingTime',
  'responseProcessingTime',
  'requestTime',
  'timeToFirstByte',
  'receivedBytes',
  'sentBytes',
] as const;
const STATUSES = ['elbStatusCode', 'targetStatusCode'] as const;
