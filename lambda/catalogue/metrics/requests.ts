/** Metrics of the family `requests`. */
import type { RequestEntry } from '../entry.ts';
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

const startsWith = (status: string | undefined, digit: string): boolean => status?.startsWith(digit) ?? false;
/** CloudFront logs nothing of its origin: its requests say nothing of targets, and would dilute the average of all. */
const targetAnswered = ({ front, targetStatusCode }: RequestEntry, digit: string): boolean | undefined =>
  front === 'CloudFront' ? undefined : startsWith(targetStatusCode, digit);
const EVERYWHERE = ['All', 'LoadBalancer', 'TargetGroup', 'Route'] as const;
/** What the client saw, whoever made the answer. */
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
  },
  metrics: {
    Elb5xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests answered to the client with 5xx (elb_status_code), whoever made the answer.',
      observe: isClientError,
    },
    ExcessErrors: {
      form: 'Excess',
      unit: 'Count',
      allowed: 'errorPercent',
      minutesTogether: 2,
      deviations: 0.6,
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning:
        'Requests answered to the client with 5xx beyond the share that is allowed; below zero where there are fewer.',
      observe: isClientError,
    },
    Elb4xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests answered to the client with 4xx (elb_status_code), whoever made the answer.',
      observe: (entry) => startsWith(entry.elbStatusCode, '4'),
    },
    Target5xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests that the target itself answered with 5xx (target_status_code). CloudFront does not log it.',
      observe: (entry) => targetAnswered(entry, '5'),
    },
    Target4xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests that the target itself answered with 4xx (target_status_code). CloudFront does not log it.',
      observe: (entry) => targetAnswered(entry, '4'),
    },
    SlowRequests: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Average',
      by: ['All', 'LoadBalancer'],
      meaning:
        'Requests that took the target longer than is allowed, or that it never answered (504); the average is their share.',
      observe: (entry) => entry.slow,
    },
    ExcessSlow: {
      form: 'Excess',
      unit: 'Count',
      allowed: 'slowPercent',
      minutesTogether: 8,
      deviations: 0.8,
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Slow requests beyond the share that is allowed; below zero where there are fewer.',
      observe: (entry) => entry.slow,
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
      meaning: 'Receipt of the request until it was sent to a target.',
      observe: (entry) => entry.requestProcessingTime,
    },
    TargetProcessingTime: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: EVERYWHERE,
      meaning: 'Request sent to the target until it began its response headers.',
      observe: (entry) => entry.targetProcessingTime,
    },
    ResponseProcessingTime: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer'],
      meaning: 'Response headers received until the first byte went to the client.',
      observe: (entry) => entry.responseProcessingTime,
    },
    RequestTime: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer', 'TargetGroup', 'Route'],
      meaning:
        'Receipt of the request until the end of the response, also of requests that no target answered; without WebSockets.',
      observe: (entry) => entry.requestTime,
    },
    TimeToFirstByte: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer'],
      formats: ['cloudfront'],
      meaning: 'Receipt of the request until the first byte of the response; of CloudFront only.',
      observe: (entry) => entry.timeToFirstByte,
    },
    ErrorCause: {
      form: 'Tally',
      unit: 'Count',
      label: 'Cause',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer'],
      meaning: 'Failed requests by cause; the causes are listed in the runbook.',
      observe: (entry) => entry.cause,
    },
    ReceivedBytes: {
      form: 'StatisticSet',
      unit: 'Bytes',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Bytes received from clients, headers included; of a Classic Load Balancer the body alone.',
      observe: (entry) => entry.receivedBytes,
    },
    SentBytes: {
      form: 'StatisticSet',
      unit: 'Bytes',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Bytes sent to clients, headers included; of a Classic Load Balancer and of BLB the body alone.',
      observe: (entry) => entry.sentBytes,
    },
  },
} as const satisfies FamilyDefinition<RequestEntry>;
