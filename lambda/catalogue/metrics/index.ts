/**
 * THE CATALOGUE: every metric we publish, by family of logs, with its unit, form and dimension sets. The function, the
 * dashboard, the alarms, the bill and the preview all read it; a metric added here needs no edit anywhere else to be published.
 *
 * CloudWatch does not aggregate custom metrics over dimensions, so each dimension set a metric is wanted by is published.
 * A dimension never holds unbounded text (path, client, user agent, target address).
 */
import type { EntryOf, Family, RequestEntry } from '../entry.ts';

/**
 * How observations of one minute become a datum:
 * - `Rate`: statistic set of 0 and 1 over all entries (but those it observes as undefined). Sum = count, Average = rate,
 *   SampleCount = entries. Written when Sum is 0.
 * - `Tally`: one count for each value that occurred, the value being a further dimension named `label`.
 * - `Distribution`: Values and Counts, so percentiles work.
 * - `StatisticSet`: SampleCount, Sum, Minimum, Maximum.
 */
export type MetricDefinition<E> = {
  /** Dimension sets, keys of the family's `sets`. */
  readonly by: readonly string[];
  /** The statistic a reader wants first. */
  readonly statistic: string;
  /** One sentence for people: what is measured. */
  readonly meaning: string;
  /** Names of the only formats that log it, where that is no log of an AWS load balancer: without them it makes no series. */
  readonly formats?: readonly string[];
} & (
  | { readonly form: 'Rate'; readonly unit: 'Count'; readonly observe: (entry: E) => boolean | undefined }
  | {
      readonly form: 'Tally';
      readonly unit: 'Count';
      readonly label: string;
      readonly observe: (entry: E) => string | readonly string[] | undefined;
    }
  | { readonly form: 'Distribution'; readonly unit: Quantity; readonly observe: (entry: E) => number | undefined }
  | { readonly form: 'StatisticSet'; readonly unit: Quantity; readonly observe: (entry: E) => number | undefined }
);

type Quantity = 'Seconds' | 'Bytes';

/** Names of a set's dimensions, and their values for an entry; undefined where the entry does not belong to the set. */
export interface DimensionSet<E> {
  readonly names: readonly string[];
  readonly values: (entry: E) => readonly string[] | undefined;
}

export interface FamilyDefinition<E> {
  readonly title: string;
  readonly sets: Readonly<Record<string, DimensionSet<E>>>;
  readonly metrics: Readonly<Record<string, MetricDefinition<E>>>;
}

const NO_VALUES: readonly string[] = [];
/** The value that takes what exceeds the cap on series, and requests that match no route. */
export const OTHER = 'Other';

const startsWith = (status: string | undefined, digit: string): boolean => status?.startsWith(digit) ?? false;
const EVERYWHERE = ['All', 'LoadBalancer', 'TargetGroup', 'Route'] as const;

const requests = {
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
      observe: (entry) => startsWith(entry.elbStatusCode, '5'),
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
      meaning: 'Requests the target itself answered with 5xx (target_status_code).',
      observe: (entry) => startsWith(entry.targetStatusCode, '5'),
    },
    Target4xx: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: EVERYWHERE,
      meaning: 'Requests the target itself answered with 4xx (target_status_code).',
      observe: (entry) => startsWith(entry.targetStatusCode, '4'),
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
      by: ['LoadBalancer'],
      formats: ['cloudfront', 'baidu-blb', 'jdcloud-alb'],
      meaning: 'Receipt of the request until the last byte of the response; in no log of an AWS load balancer.',
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

const connections = {
  title: 'Connections',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    LoadBalancer: { names: ['LoadBalancer'], values: (entry) => [entry.loadBalancer] },
  },
  metrics: {
    TlsHandshakeFailed: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer'],
      meaning:
        'TLS connections whose negotiation failed or whose client certificate was refused; the average is their share.',
      observe: (entry) => (entry.outcome === undefined ? undefined : entry.outcome !== 'Success'),
    },
    TlsDeprecated: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Average',
      by: ['All', 'LoadBalancer'],
      meaning:
        'TLS connections of version 1.1 or older; the average is their share, which is to be 0 before these are retired.',
      observe: (entry) => (entry.tlsProtocol === undefined ? undefined : DEPRECATED_TLS.test(entry.tlsProtocol)),
    },
    TlsFailureReason: {
      form: 'Tally',
      unit: 'Count',
      label: 'Reason',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Failed TLS connections by reason.',
      observe: (entry) => (entry.outcome === 'Success' ? undefined : entry.outcome),
    },
    TlsHandshakeLatency: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer'],
      meaning: 'Duration of successful TLS handshakes.',
      observe: (entry) => (entry.outcome === 'Success' ? entry.tlsHandshakeLatency : undefined),
    },
    TlsProtocol: {
      form: 'Tally',
      unit: 'Count',
      label: 'Protocol',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Connections by TLS version.',
      observe: (entry) => entry.tlsProtocol,
    },
    TlsKeyExchange: {
      form: 'Tally',
      unit: 'Count',
      label: 'KeyExchange',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Connections by key exchange group.',
      observe: (entry) => entry.tlsKeyExchange,
    },
    ClientCertExpiry: {
      form: 'StatisticSet',
      unit: 'Seconds',
      statistic: 'Minimum',
      by: ['LoadBalancer'],
      meaning: 'Time that the client certificates which were accepted are still valid for.',
      observe: (entry) =>
        entry.clientCertNotAfter === undefined || entry.outcome !== 'Success'
          ? undefined
          : Math.max(0, (entry.clientCertNotAfter - entry.time) / 1000),
    },
  },
} as const satisfies FamilyDefinition<EntryOf['connections']>;

/** As Application Load Balancers write them; NLB's spelling is changed to theirs when it is read. */
const DEPRECATED_TLS = /^(?:SSLv\d|TLSv1(?:\.[01])?)$/;

const healthChecks = {
  title: 'Health checks',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    LoadBalancer: {
      names: ['LoadBalancer'],
      values: (entry) => (entry.loadBalancer === undefined ? undefined : [entry.loadBalancer]),
    },
    TargetGroup: {
      names: ['LoadBalancer', 'TargetGroup'],
      values: (entry) =>
        entry.loadBalancer === undefined || entry.targetGroup === undefined
          ? undefined
          : [entry.loadBalancer, entry.targetGroup],
    },
  },
  metrics: {
    HealthCheckFailed: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer', 'TargetGroup'],
      meaning: 'Health checks that failed.',
      observe: (entry) => entry.status === 'FAIL',
    },
    HealthStateChange: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer', 'TargetGroup'],
      meaning:
        'Health checks that ended otherwise than the check before of the same target by the same node; many of them: a target flaps.',
      observe: (entry) => entry.changed,
    },
    HealthCheckFailureReason: {
      form: 'Tally',
      unit: 'Count',
      label: 'Reason',
      statistic: 'Sum',
      by: ['LoadBalancer', 'TargetGroup'],
      meaning: 'Failed health checks by reason.',
      observe: (entry) => (entry.status === 'FAIL' ? (entry.reasonCode ?? 'Unknown') : undefined),
    },
    HealthCheckLatency: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['TargetGroup'],
      meaning: 'Duration of health checks.',
      observe: (entry) => entry.latency,
    },
  },
} as const satisfies FamilyDefinition<EntryOf['healthChecks']>;

const firewall = {
  title: 'Firewall',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    WebACL: { names: ['WebACL'], values: (entry) => [entry.webAcl] },
  },
  metrics: {
    WafBlocked: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'WebACL'],
      meaning: 'Requests AWS WAF did not let through (BLOCK).',
      observe: (entry) => entry.action === 'BLOCK',
    },
    WafAction: {
      form: 'Tally',
      unit: 'Count',
      label: 'Action',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Requests by the action AWS WAF took.',
      observe: (entry) => entry.action,
    },
    WafTerminatingRule: {
      form: 'Tally',
      unit: 'Count',
      label: 'Rule',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Requests by the rule that decided, other than the default action.',
      observe: (entry) => (entry.terminatingRule === 'Default_Action' ? undefined : entry.terminatingRule),
    },
    WafBlockedRuleType: {
      form: 'Tally',
      unit: 'Count',
      label: 'RuleType',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Blocked requests by the kind of rule: regular, rate-based, own or managed rule group.',
      observe: (entry) => (entry.action === 'BLOCK' ? (entry.terminatingRuleType ?? 'Unknown') : undefined),
    },
    WafCountedRule: {
      form: 'Tally',
      unit: 'Count',
      label: 'Rule',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Matches of rules that only count.',
      observe: (entry) => entry.countedRules,
    },
  },
} as const satisfies FamilyDefinition<EntryOf['firewall']>;

const apiEvents = {
  title: 'API events',
  sets: { All: { names: [], values: () => NO_VALUES } },
  metrics: {
    ApiCall: {
      form: 'Tally',
      unit: 'Count',
      label: 'EventName',
      statistic: 'Sum',
      by: ['All'],
      meaning: 'Elastic Load Balancing API calls that change something, by name.',
      observe: (entry) => (entry.readOnly ? undefined : entry.eventName),
    },
    ApiCallFailed: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All'],
      meaning: 'Elastic Load Balancing API calls that were refused or failed.',
      observe: (entry) => entry.errorCode !== undefined,
    },
    ApiCallError: {
      form: 'Tally',
      unit: 'Count',
      label: 'Call',
      statistic: 'Sum',
      by: ['All'],
      meaning: 'Elastic Load Balancing API calls that were refused or failed, by name and error code.',
      observe: (entry) => (entry.errorCode === undefined ? undefined : `${entry.eventName} ${entry.errorCode}`),
    },
  },
} as const satisfies FamilyDefinition<EntryOf['apiEvents']>;

export const CATALOGUE = { requests, connections, healthChecks, firewall, apiEvents } as const satisfies {
  readonly [F in Family]: FamilyDefinition<EntryOf[F]>;
};

/** How the pipeline itself fares; no dimensions, timestamp = the minute of ingestion. */
export const PIPELINE_METRICS = {
  LogLinesParsed: { unit: 'Count', statistic: 'Sum', meaning: 'Lines that became entries.' },
  LogLinesUnparsed: { unit: 'Count', statistic: 'Sum', meaning: 'Lines that should have been entries and are not.' },
  LogLinesSkipped: { unit: 'Count', statistic: 'Sum', meaning: 'Blank lines, headers, text of test objects.' },
  LogObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Log objects counted.' },
  DuplicateObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Notifications of objects that were counted before.' },
  IgnoredObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Objects that are no log we read.' },
  DeliveryLag: {
    unit: 'Seconds',
    statistic: 'Maximum',
    meaning: 'End of the interval of an object until it was read.',
  },
  SeriesDropped: { unit: 'Count', statistic: 'Sum', meaning: 'Series over the cap, published as Other.' },
  DataDropped: { unit: 'Count', statistic: 'Sum', meaning: 'Entries too old or too far ahead for CloudWatch.' },
  SchemaDrift: { unit: 'Count', statistic: 'Sum', meaning: 'Values and fields that AWS has added and we do not know.' },
  AmbiguousPublish: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'Lines in publications whose outcome is unknown and that were sent again: counted twice at most.',
  },
} as const satisfies Record<string, { unit: 'Count' | 'Seconds'; statistic: string; meaning: string }>;

export type PipelineMetric = keyof typeof PIPELINE_METRICS;

/** Seconds of one period; timestamps are floored to it. */
export const PERIOD_SECONDS = 60;

/** The namespace is a setting; this is its default. */
export const NAMESPACE = 'LoadBalancerLogs';
