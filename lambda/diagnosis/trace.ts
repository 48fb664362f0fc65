/**
 * The X-Amzn-Trace-Id of a request as other tools know it: the 32 hexadecimal digits of OpenTelemetry and W3C trace
 * context, and the address of the trace in the CloudWatch console.
 *
 * Form: `Root=1-67891233-abcdef012345678912345678`, or `Self=1-…;Root=1-…` where the request came with a Root: Root is
 * the trace, Self this one pass through the load balancer. A client may send anything as Root; what is no trace id has
 * neither form. Source: Application Load Balancer user guide, "Request tracing"; X-Ray developer guide, "Trace ID
 * format", "Sending traces".
 */
import { consoleHost } from '../catalogue/partitions.ts';

/** `1-67891233-abcdef012345678912345678`: version, seconds since 1970, 96 random bits. */
const ROOT = /(?:^|;)\s*Root=(1-([0-9a-f]{8})-([0-9a-f]{24}))(?=;|$)/i;

/** Without a Root, Self is what the load balancer gave the request. */
const SELF = /(?:^|;)\s*Self=(1-([0-9a-f]{8})-([0-9a-f]{24}))(?=;|$)/i;

export interface Trace {
  /** As X-Ray writes it. */
  readonly xray: string;
  /** As OpenTelemetry and `traceparent` write it: 32 hexadecimal digits. */
  readonly openTelemetry: string;
}

export function traceOf(traceId: string | undefined): Trace | undefined {
  const [, xray, seconds, random] = ROOT.exec(traceId ?? '') ?? SELF.exec(traceId ?? '') ?? [];
  if (xray === undefined || seconds === undefined || random === undefined) return undefined;
  return { xray: xray.toLowerCase(), openTelemetry: `${seconds}${random}`.toLowerCase() };
}

/** Where the console shows the trace, if X-Ray or Transaction Search has it. */
export function traceAddress({ xray }: Trace, region: string): string {
  return `https://${consoleHost(region)}/cloudwatch/home?region=${region}#xray:traces/${xray}`;
}
