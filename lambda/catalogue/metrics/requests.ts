/** Entries and metrics of the family `requests`. */
import type { Cause } from '../causes/index.ts';
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

/** One HTTP request as a load balancer (or CDN) logged it. Source: ALB user guide, "Access log entries". */
export interface RequestEntry {
  /** When the response was produced, milliseconds since 1970. */
  readonly time: number;
  /** `app/name/id` of an ALB, the name of a Classic Load Balancer, the id of another front. */
  readonly loadBalancer: string;
  /** `http`, `https`, `h2`, `grpcs`, `ws`, `wss` or what AWS adds next. */
  readonly type: string | undefined;
  readonly client: string | undefined;
  readonly target: string | undefined;
  /** Seconds. */
  readonly requestProcessingTime: number | undefined;
  /** Seconds. */
  readonly targetProcessingTime: number | undefined;
  /** Seconds. */
  readonly responseProcessingTime: number | undefined;
  /**
   * Seconds from the receipt of the request to the end of the response. Of an Application Load Balancer, time −
   * request_creation_time; Classic Load Balancers do not log it.
   */
  readonly requestTime?: number | undefined;
  /** Seconds from the receipt of the request to the first byte of the response; of CloudFront only. */
  readonly timeToFirstByte?: number | undefined;
  /** Three digits as text; `000` is a status, too. */
  readonly elbStatusCode: string | undefined;
  readonly targetStatusCode: string | undefined;
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
  /** The request field as logged, escapes and all: `GET https://h:443/p?q HTTP/1.1`. Split by request.ts. */
  readonly request: string;
  readonly userAgent: string | undefined;
  /** `targetgroup/name/id`, the value of the native metrics' TargetGroup dimension. */
  readonly targetGroup: string | undefined;
  readonly traceId: string | undefined;
  readonly connTraceId: string | undefined;
  /** Comma list as logged, for example `waf,authenticate,forward`. */
  readonly actionsExecuted: string | undefined;
  readonly redirectUrl: string | undefined;
  readonly errorReason: string | undefined;
  readonly classification: string | undefined;
  readonly classificationReason: string | undefined;
  readonly requestTransformStatus: string | undefined;
  /** HTTP/2 RST_STREAM code received from the target, hexadecimal text. */
  readonly targetErrorCode: string | undefined;
  /** HTTP/2 RST_STREAM code the load balancer generated, hexadecimal text. */
  readonly elbErrorCode: string | undefined;
  /** Number of fields on the line; more than the format knows means AWS added one. */
  readonly fieldCount: number;
  /**
   * What wrote the line, where it is no Application Load Balancer: a `Proxy` is a load balancer built on nginx, whose
   * upstream status 502 and 504 may be its own.
   */
  readonly front?: 'Classic' | 'CloudFront' | 'Proxy';
  /** Why the application did not answer the request correctly. The ingest sets it, not the format. */
  cause: Cause | undefined;
  /** Name of the configured route that matches; set by the ingest, not by the format. */
  route: string | undefined;
  /** Name of the configured service that matches; set by the ingest, not by the format. */
  service?: string | undefined;
  /** Took the target longer than allowed; undefined where that is not judged. Set by the ingest, not by the format. */
  slow?: boolean | undefined;
}

const startsWith = (status: string | undefined, digit: string): boolean => status?.startsWith(digit) ?? false;
/** CloudFront logs nothing of its origin: its requests say nothing of targets, and would dilute the average of all. */
const targetAnswered = ({ front, targetStatusCode }: RequestEntry, digit: string): boolean | undefined =>
  front === 'CloudFront' ? undefined : startsWith(targetStatusCode, digit);

/**
 * What metrics of a request read, by the name of the field. Who counts many lines at once (ingest/core/) knows from
 * these what a metric measures, no matter what it is called; one that reads anything else is measured line by line.
 */
export const READ = {
  requestProcessingTime: (entry: RequestEntry) => entry.requestProcessingTime,
  targetProcessingTime: (entry: RequestEntry) => entry.targetProcessingTime,
  responseProcessingTime: (entry: RequestEntry) => entry.responseProcessingTime,
  requestTime: (entry: RequestEntry) => entry.requestTime,
  receivedBytes: (entry: RequestEntry) => entry.receivedBytes,
  sentBytes: (entry: RequestEntry) => entry.sentBytes,
  slow: (entry: RequestEntry) => entry.slow,
} as const;

const EVERYWHERE = ['All', 'LoadBalancer', 'TargetGroup', 'Route', 'Service'] as const;
/** What the client saw, from the load balancer or a target. */
const isClientError = (entry: RequestEntry): boolean => startsWith(entry.elbStatusCode, '5');

export const requests = {
  title: 'Requests',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    LoadBalancer: { names: ['LoadBalancer'], values: (entry) => [entry.loadBalancer] },
    TargetGroup: {
      names: ['LoadBalancer', 'TargetGroup'],
      values: (entry) => (entry.targetGroup === undefined ? undefined : [entry.loadBalancer, entry.targetGroup]),
    },
    Route: {
      names: ['LoadBalancer', 'Route'],
      values: (entry) => (entry.route === undefined ? undefined : [entry.loadBalancer, entry.route]),
    },
    Service: {
      names: ['LoadBalancer', 'Service'],
      values: (entry) => (entry.service === undefined ? undefined : [entry.loadBalancer, entry.service]),
    },
  },
  metrics: {
    Elb5xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests whose client got a 5xx (elb_status_code), from the load balancer or a target.',
      observe: isClientError,
    },
    ExcessErrors: {
      form: 'Excess',
      unit: 'Count',
      allowed: 'errorPercent',
      minutesTogether: 2,
      deviations: 0.65,
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests whose client got a 5xx, beyond the allowed share. Below zero if there are fewer.',
      observe: isClientError,
    },
    Elb4xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests whose client got a 4xx (elb_status_code), from the load balancer or a target.',
      observe: (entry) => startsWith(entry.elbStatusCode, '4'),
    },
    Target5xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests that the target answered with 5xx (target_status_code). CloudFront does not log it.',
      observe: (entry) => targetAnswered(entry, '5'),
    },
    Target4xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests that the target answered with 4xx (target_status_code). CloudFront does not log it.',
      observe: (entry) => targetAnswered(entry, '4'),
    },
    SlowRequests: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Average',
      by: ['All', 'LoadBalancer'],
      meaning:
        'Requests for which the target needed longer than allowed, or that it never answered (504). Average is their share.',
      observe: READ.slow,
    },
    ExcessSlow: {
      form: 'Excess',
      unit: 'Count',
      allowed: 'slowPercent',
      minutesTogether: 8,
      deviations: 0.8,
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Slow requests beyond the allowed share. Below zero if there are fewer.',
      observe: READ.slow,
    },
    ElbStatusCode: {
      form: 'Tally',
      unit: 'Count',
      label: 'StatusCode',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Requests by exact elb_status_code.',
      observe: (entry) => entry.elbStatusCode,
    },
    TargetStatusCode: {
      form: 'Tally',
      unit: 'Count',
      label: 'StatusCode',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Requests by exact target_status_code.',
      observe: (entry) => entry.targetStatusCode,
    },
    RequestProcessingTime: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer'],
      meaning: 'Time from the receipt of the request until it was sent to a target.',
      observe: READ.requestProcessingTime,
    },
    TargetProcessingTime: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: EVERYWHERE,
      meaning: 'Time from sending the request to the target until its response headers began.',
      observe: READ.targetProcessingTime,
    },
    ResponseProcessingTime: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer'],
      meaning: 'Time from receiving the response headers until the first byte went to the client.',
      observe: READ.responseProcessingTime,
    },
    RequestTime: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer', 'TargetGroup', 'Route', 'Service'],
      meaning:
        'Time from the receipt of the request until the end of the response. Includes requests that no target answered, but no WebSockets.',
      observe: READ.requestTime,
    },
    TimeToFirstByte: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer'],
      formats: ['cloudfront'],
      meaning: 'Time from the receipt of the request until the first byte of the response. Only for CloudFront.',
      observe: (entry) => entry.timeToFirstByte,
    },
    ErrorCause: {
      form: 'Tally',
      unit: 'Count',
      label: 'Cause',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer'],
      meaning: 'Failed requests by cause. The runbook explains the causes.',
      observe: (entry) => entry.cause,
    },
    ReceivedBytes: {
      form: 'StatisticSet',
      unit: 'Bytes',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Bytes received from clients, including headers. For a Classic Load Balancer only the body.',
      observe: READ.receivedBytes,
    },
    SentBytes: {
      form: 'StatisticSet',
      unit: 'Bytes',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Bytes sent to clients, including headers. For a Classic Load Balancer and BLB only the body.',
      observe: READ.sentBytes,
    },
  },
} as const satisfies FamilyDefinition<RequestEntry>;
