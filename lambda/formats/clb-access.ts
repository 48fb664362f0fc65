/**
 * Classic Load Balancer access log, 12 or 15 fields, not compressed: line -> RequestEntry.
 *
 * Source: Elastic Load Balancing user guide for Classic Load Balancers, "Access logs for your Classic Load Balancer".
 * TCP and SSL listeners write `-` for both statuses and `- - - ` for the request: such lines count as requests without
 * status. Key: as an ALB's with the bare name of the load balancer, ending in `.log`.
 */
import { type Parsed, UNPARSED } from '../catalogue/entry.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { elbFacts } from './elb-key.ts';
import { bytes, elbFields, isoTime, positions, seconds, text } from './fields.ts';
import type { Format } from './format.ts';
import { type ColumnsLayout, withLayout } from './layout.ts';
import { isSoundRequest, NOT_LOGGED } from './request-fields.ts';

/** AWS's own order. The first 12 are required; the rest came in 2014. */
export const CLB_ACCESS_FIELDS = [
  'timestamp',
  'elb',
  'client:port',
  'backend:port',
  'request_processing_time',
  'backend_processing_time',
  'response_processing_time',
  'elb_status_code',
  'backend_status_code',
  'received_bytes',
  'sent_bytes',
  'request',
  'user_agent',
  'ssl_cipher',
  'ssl_protocol',
] as const;

const at = positions(CLB_ACCESS_FIELDS);
const FIELDS_REQUIRED = at.request + 1;

export const clbAccess: Format<'requests'> = {
  name: 'clb-access',
  family: 'requests',
  encoding: 'latin1',
  framing: 'lines',
  owns: (_key, basename) => /^\d{12}_elasticloadbalancing_.*\.log(?:\.gz)?$/.test(basename),
  looksLike: (line) => /^\d{4}-\d\d-\d\dT\S+Z [A-Za-z0-9-]{1,32} [0-9a-fA-F.:[\]]+:\d+ /.test(line),
  facts: elbFacts,
  parser: () =>
    withLayout(
      (line) => parseClbAccess(line),
      () => LAYOUT,
    ),
};

const LAYOUT: ColumnsLayout<keyof RequestEntry> = {
  ...{ separator: ' ', hasQuotes: true, places: at, least: FIELDS_REQUIRED },
  time: { field: 'timestamp', form: 'iso' },
  numbers: {
    request_processing_time: ['requestProcessingTime', 'seconds'],
    backend_processing_time: ['targetProcessingTime', 'seconds'],
    response_processing_time: ['responseProcessingTime', 'seconds'],
    received_bytes: ['receivedBytes', 'bytes'],
    sent_bytes: ['sentBytes', 'bytes'],
  },
  words: { 'backend:port': 'target' },
  ports: [],
  decides: ['elb', 'elb_status_code', 'backend_status_code'],
  onDemand: ['client', 'request', 'userAgent'],
};

/** One line without its line end -> its entry. Never throws. */
function parseClbAccess(line: string): Parsed<RequestEntry> {
  const raw = elbFields(line);
  if (typeof raw === 'string') return raw;
  if (raw.length < FIELDS_REQUIRED) return UNPARSED;
  const entry = toEntry(raw);
  return isSoundRequest(entry) && entry.loadBalancer !== '-' ? entry : UNPARSED;
}

function toEntry(raw: readonly string[]): RequestEntry {
  return {
    ...NOT_LOGGED,
    time: isoTime(raw[at.timestamp] ?? ''),
    loadBalancer: raw[at.elb] ?? '',
    client: text(raw[at['client:port']]),
    target: text(raw[at['backend:port']]),
    requestProcessingTime: seconds(raw[at.request_processing_time]),
    targetProcessingTime: seconds(raw[at.backend_processing_time]),
    responseProcessingTime: seconds(raw[at.response_processing_time]),
    elbStatusCode: text(raw[at.elb_status_code]),
    targetStatusCode: backendStatus(raw[at.backend_status_code]),
    receivedBytes: bytes(raw[at.received_bytes]),
    sentBytes: bytes(raw[at.sent_bytes]),
    request: raw[at.request] ?? '',
    userAgent: text(raw[at.user_agent]),
    fieldCount: raw.length,
    front: 'Classic',
  };
}

/** `0` stands next to `-` as a mark of no answer in published 5xx lines. */
function backendStatus(field: string | undefined): string | undefined {
  return field === '0' ? undefined : text(field);
}
