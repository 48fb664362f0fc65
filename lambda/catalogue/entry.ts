/**
 * Entries: what every format produces and every metric reads. One interface per log family.
 *
 * Names are the log's own field names in camel case. Units are the log's: seconds, bytes. A value the log does not have
 * (`-`, `-1`, empty) is `undefined`; formats turn those marks into `undefined` and nobody else does.
 */
import type { Cause } from './causes.ts';

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
   * Seconds from the receipt of the request to the end of the response. Of an Application Load Balancer, time − request_creation_time;
   * Classic Load Balancers do not log it.
   */
  readonly requestTime?: number | undefined;
  /** Seconds from the receipt of the request to the first byte of the response; of CloudFront only. */
  readonly timeToFirstByte?: number | undefined;
  /** Three digits as text; `000` is a status of its own. */
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
   * What wrote the line, where it is no Application Load Balancer: a `Proxy` is a load balancer built on nginx, whose upstream
   * status 502 and 504 may be its own.
   */
  readonly front?: 'Classic' | 'CloudFront' | 'Proxy';
  /** Why the request was not answered by its application in good order; set by the ingest, not by the format. */
  cause: Cause | undefined;
  /** Name of the configured route that matches; set by the ingest, not by the format. */
  route: string | undefined;
  /** Took the target longer than allowed; undefined where that is not judged. Set by the ingest, not by the format. */
  slow?: boolean | undefined;
}

/** One connection attempt on a listener (ALB connection log, NLB TLS access log). */
export interface ConnectionEntry {
  readonly time: number;
  readonly loadBalancer: string;
  readonly client: string | undefined;
  readonly listener: string | undefined;
  /** `TLSv1.2`, `TLSv1.3`; undefined for plain HTTP and failed negotiations. */
  readonly tlsProtocol: string | undefined;
  readonly tlsCipher: string | undefined;
  readonly tlsKeyExchange: string | undefined;
  /** Seconds. */
  readonly tlsHandshakeLatency: number | undefined;
  /** `Success`, the failure code, or undefined where no TLS was spoken. */
  readonly outcome: string | undefined;
  readonly clientCertSubject: string | undefined;
  /** End of the client certificate's validity, milliseconds since 1970. */
  readonly clientCertNotAfter: number | undefined;
  readonly connTraceId: string | undefined;
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
}

/** One health check of one target by one load balancer node. */
export interface HealthCheckEntry {
  readonly time: number;
  readonly loadBalancer: string | undefined;
  readonly targetGroup: string | undefined;
  readonly target: string | undefined;
  /** Seconds. */
  readonly latency: number | undefined;
  readonly status: 'PASS' | 'FAIL';
  readonly statusCode: string | undefined;
  readonly reasonCode: string | undefined;
  /**
   * Differs from the check before of the same target in this object; undefined for the first. Set by the ingest, unless the log
   * itself says that the state changed.
   */
  changed: boolean | undefined;
}

/** One request as AWS WAF judged it. */
export interface FirewallEntry {
  readonly time: number;
  readonly webAcl: string;
  /** `ALLOW`, `BLOCK`, `CAPTCHA`, `CHALLENGE`. */
  readonly action: string;
  /** Name of the rule that decided, `group/rule` where it is in a rule group, `Default_Action` if none did. */
  readonly terminatingRule: string;
  /** `REGULAR`, `RATE_BASED`, `GROUP`, `MANAGED_RULE_GROUP`. */
  readonly terminatingRuleType: string | undefined;
  /** Rules that matched and only counted, named likewise. */
  readonly countedRules: readonly string[];
  /** `app/name/id` where the source is an ALB. */
  readonly loadBalancer: string | undefined;
  readonly traceId: string | undefined;
  readonly responseCodeSent: number | undefined;
  readonly client: string | undefined;
  readonly country: string | undefined;
  readonly method: string | undefined;
  readonly host: string | undefined;
  /** The path alone; the query string is left in the log. */
  readonly uri: string | undefined;
}

/** One call of the Elastic Load Balancing API, from CloudTrail. */
export interface ApiEventEntry {
  readonly time: number;
  readonly eventId: string;
  readonly eventName: string;
  /** True for calls that only read; inferred from the name where CloudTrail does not say. */
  readonly readOnly: boolean;
  readonly errorCode: string | undefined;
  /** ARN or name of who called, or the AWS service that did. */
  readonly principal: string | undefined;
  readonly sourceIpAddress: string | undefined;
  readonly region: string | undefined;
  /** Load balancer, target group, listener or rule the call named. */
  readonly resource: string | undefined;
  /** Name of a Classic Load Balancer, which its API uses in place of an ARN. */
  readonly classicLoadBalancer: string | undefined;
  /** What it asked for, as far as that is short and no secret: attributes (`key=value`), targets, instances. */
  readonly changes: readonly string[];
}

/** Families of logs and the entry each produces. Formats of one family share metrics, dashboard rows and alarms. */
export interface EntryOf {
  readonly requests: RequestEntry;
  readonly connections: ConnectionEntry;
  readonly healthChecks: HealthCheckEntry;
  readonly firewall: FirewallEntry;
  readonly apiEvents: ApiEventEntry;
}

export type Family = keyof EntryOf;

/** A line that belongs to the log but is no entry: blank, a header, the text of a test object. */
export const SKIPPED = 'skipped';
/** A line that should have been an entry and is not. */
export const UNPARSED = 'unparsed';

export type Parsed<E> = E | typeof SKIPPED | typeof UNPARSED;
