/**
 * Application Load Balancer access log, 17 to 36 fields: line -> RequestEntry.
 *
 * Source: Elastic Load Balancing user guide for Application Load Balancers, "Access logs for your Application Load
 * Balancer". Key:
 * `[prefix/]AWSLogs/<account>/elasticloadbalancing/<region>/yyyy/mm/dd/<account>_elasticloadbalancing_<region>_app.<name>.<id>_<end>_<ip>_<random>.log.gz`
 */
import { type Parsed, SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { elbFacts } from './elb-key.ts';
import { bytes, fields, isName, isoTime, positions, seconds, TEST_OBJECT_TEXT, text } from './fields.ts';
import type { Format } from './format.ts';
import { type ColumnsLayout, type LineValues, withLayout } from './layout.ts';
import { isSoundRequest } from './request-fields.ts';

/** AWS's own order. The first 17 are required; the rest came between 2016 and 2026. */
export const ALB_ACCESS_FIELDS = [
  'type',
  'time',
  'elb',
  'client:port',
  'target:port',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'elb_status_code',
  'target_status_code',
  'received_bytes',
  'sent_bytes',
  'request',
  'user_agent',
  'ssl_cipher',
  'ssl_protocol',
  'target_group_arn',
  'trace_id',
  'domain_name',
  'chosen_cert_arn',
  'matched_rule_priority',
  'request_creation_time',
  'actions_executed',
  'redirect_url',
  'error_reason',
  'target:port_list',
  'target_status_code_list',
  'classification',
  'classification_reason',
  'conn_trace_id',
  'transformed_host',
  'transformed_uri',
  'request_transform_status',
  'ip_address',
  'target_error_code',
  'elb_error_code',
] as const;

const at = positions(ALB_ACCESS_FIELDS);
const FIELDS_REQUIRED = at.target_group_arn + 1;

export const albAccess: Format<'requests'> = {
  name: 'alb-access',
  family: 'requests',
  intervalMinutes: 5,
  countsDrift: true,
  encoding: 'latin1',
  framing: 'lines',
  owns: (_key, basename) => /^\d{12}_elasticloadbalancing_.*_app\./.test(basename),
  looksLike: (line) => /^(?:https?|h2|grpcs?|wss?) \d{4}-\d\d-\d\dT\S+ app\//.test(line),
  facts: elbFacts,
  parser: () =>
    withLayout(
      (line) => parseAlbAccess(line),
      () => LAYOUT,
    ),
};

/**
 * For what the core does not count (lambda/ingest/core/scan.ts): text that is not packed, and logs with too much that
 * is new.
 */
export const ALB_ACCESS_VALUES: LineValues<keyof RequestEntry> = {
  time: { field: 'time', form: 'iso' },
  numbers: {
    request_processing_time: ['requestProcessingTime', 'seconds'],
    target_processing_time: ['targetProcessingTime', 'seconds'],
    response_processing_time: ['responseProcessingTime', 'seconds'],
    request_creation_time: ['requestTime', 'elapsed'],
    received_bytes: ['receivedBytes', 'bytes'],
    sent_bytes: ['sentBytes', 'bytes'],
  },
  words: { 'target:port': 'target' },
  ports: [],
  decides: [
    ...['type', 'elb', 'elb_status_code', 'target_status_code', 'target_group_arn', 'actions_executed', 'error_reason'],
    ...['classification', 'classification_reason', 'request_transform_status', 'target_error_code', 'elb_error_code'],
  ],
  onDemand: ['client', 'request', 'userAgent', 'traceId', 'connTraceId', 'redirectUrl'],
};

const LAYOUT: ColumnsLayout<keyof RequestEntry> = {
  ...{ separator: ' ', hasQuotes: true, places: at, least: FIELDS_REQUIRED },
  ...ALB_ACCESS_VALUES,
};

/** One line without its line end -> its entry. Never throws. */
export function parseAlbAccess(rawLine: string): Parsed<RequestEntry> {
  const line = rawLine.endsWith('\r') ? rawLine.slice(0, -1) : rawLine;
  const raw = fields(line);
  if (raw?.length === 0 || TEST_OBJECT_TEXT.test(line)) return SKIPPED;
  return raw === undefined ? UNPARSED : albAccessEntry(raw);
}

/** The fields of one line, without quotes -> its entry. Never throws. */
export function albAccessEntry(raw: readonly string[]): Parsed<RequestEntry> {
  if (raw.length < FIELDS_REQUIRED) return UNPARSED;
  const entry = toEntry(raw);
  return isSound(entry) ? entry : UNPARSED;
}

function toEntry(raw: readonly string[]): RequestEntry {
  const time = isoTime(raw[at.time] ?? '');
  return {
    time,
    loadBalancer: raw[at.elb] ?? '',
    type: text(raw[at.type]),
    client: text(raw[at['client:port']]),
    target: text(raw[at['target:port']]),
    requestProcessingTime: seconds(raw[at.request_processing_time]),
    targetProcessingTime: seconds(raw[at.target_processing_time]),
    responseProcessingTime: seconds(raw[at.response_processing_time]),
    requestTime: elapsedSeconds(raw, time),
    elbStatusCode: text(raw[at.elb_status_code]),
    targetStatusCode: text(raw[at.target_status_code]),
    receivedBytes: bytes(raw[at.received_bytes]),
    sentBytes: bytes(raw[at.sent_bytes]),
    request: raw[at.request] ?? '',
    userAgent: text(raw[at.user_agent]),
    targetGroup: targetGroup(raw[at.target_group_arn]),
    traceId: text(raw[at.trace_id]),
    connTraceId: text(raw[at.conn_trace_id]),
    actionsExecuted: text(raw[at.actions_executed]),
    redirectUrl: text(raw[at.redirect_url]),
    errorReason: text(raw[at.error_reason]),
    classification: text(raw[at.classification]),
    classificationReason: text(raw[at.classification_reason]),
    requestTransformStatus: text(raw[at.request_transform_status]),
    targetErrorCode: text(raw[at.target_error_code]),
    elbErrorCode: text(raw[at.elb_error_code]),
    fieldCount: raw.length,
    cause: undefined,
    route: undefined,
  };
}

/**
 * Seconds from request_creation_time to time, in whole milliseconds: the one duration that every line has, also where
 * the three times are -1. Undefined where it says nothing of the request: a WebSocket's time is the end of its
 * connection; a clock that was set back gives less than nothing, a wrong one more than a connection can last.
 */
function elapsedSeconds(raw: readonly string[], time: number): number | undefined {
  const type = raw[at.type];
  if (type === 'ws' || type === 'wss') return undefined;
  const milliseconds = time - isoTime(raw[at.request_creation_time] ?? '');
  // The creation is written in whole milliseconds, perhaps rounded up: of a request that took none, it may be the later
  // one.
  if (milliseconds === -1) return 0;
  return milliseconds >= 0 && milliseconds <= ELAPSED_MILLIS_MAX ? milliseconds / 1000 : undefined;
}

/**
 * Seven days, the longest that a load balancer keeps the connection of a client. Source: attribute
 * client_keep_alive.seconds.
 */
const ELAPSED_MILLIS_MAX = 604_800_000;

/**
 * Beyond what every request needs: the name is not the mark of absence, and the target group can be a dimension value.
 */
function isSound(entry: RequestEntry): boolean {
  return (
    entry.loadBalancer.length > 1 &&
    (entry.targetGroup === undefined || isName(entry.targetGroup)) &&
    isSoundRequest(entry)
  );
}

function targetGroup(arn: string | undefined): string | undefined {
  const found = text(arn);
  if (found === undefined) return undefined;
  const start = found.indexOf('targetgroup/');
  return start < 0 ? found : found.slice(start);
}
