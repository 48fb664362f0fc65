/**
 * CloudFront standard logs, version 1 (tabs, `#Fields` line) and version 2 (JSON, plain, w3c): line -> RequestEntry.
 *
 * Source: CloudFront developer guide, "Standard logging (access logs)" and "Standard logs reference". The `#Fields`
 * line decides the columns; lines without one are in the documented order. Values are percent-encoded. CloudFront does
 * not log what the origin answered, so there is no target status: x-edge-detailed-result-type is in error_reason and
 * says who failed. Key: `<prefix>/<distribution>.yyyy-mm-dd-hh.<unique>.gz`; version 2 below a path of the user's
 * choice, by default `AWSLogs/<account>/CloudFront/`.
 */

import { type Parsed, UNPARSED } from '../catalogue/entry.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { CLOUDFRONT_FORMS } from './field-forms.ts';
import { bytes, isName, isoTime, seconds, text } from './fields.ts';
import { type Format, type KeyFacts, NO_FACTS } from './format.ts';
import type { LineValues } from './layout.ts';
import { isSoundRequest, NOT_LOGGED } from './request-fields.ts';
import type { NamedFields } from './row-layouts.ts';
import { createRowParser, fieldNamesIn } from './rows.ts';

/** AWS's own order; files of 2014 end after the first 24. */
export const CLOUDFRONT_FIELDS = [
  'date',
  'time',
  'x-edge-location',
  'sc-bytes',
  'c-ip',
  'cs-method',
  'cs(Host)',
  'cs-uri-stem',
  'sc-status',
  'cs(Referer)',
  'cs(User-Agent)',
  'cs-uri-query',
  'cs(Cookie)',
  'x-edge-result-type',
  'x-edge-request-id',
  'x-host-header',
  'cs-protocol',
  'cs-bytes',
  'time-taken',
  'x-forwarded-for',
  'ssl-protocol',
  'ssl-cipher',
  'x-edge-response-result-type',
  'cs-protocol-version',
  'fle-status',
  'fle-encrypted-fields',
  'c-port',
  'time-to-first-byte',
  'x-edge-detailed-result-type',
  'sc-content-type',
  'sc-content-len',
  'sc-range-start',
  'sc-range-end',
] as const;

const FIELDS_OF_2014 = 24;

export const cloudfront: Format<'requests'> = {
  name: 'cloudfront',
  family: 'requests',
  encoding: 'utf8',
  framing: 'rows',
  owns: (key, basename) => BASENAME.test(basename) || /(?:^|\/)AWSLogs\/(?:[^/]*=)?\d{12}\/CloudFront\//.test(key),
  looksLike: (line) =>
    /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t/.test(line) ||
    fieldNamesIn(line).some((name) => /^(?:x-edge-.*|sc-status|cs-uri-stem)$/.test(name)),
  facts: cloudfrontFacts,
  parser: (facts) =>
    createRowParser(
      { names: CLOUDFRONT_FIELDS, least: FIELDS_OF_2014, forms: CLOUDFRONT_FORMS, values: VALUES },
      (row) => cloudfrontEntry(row, facts),
    ),
};

const VALUES: LineValues<keyof RequestEntry> = {
  time: { field: 'date', form: 'dateAndTime', timeOfDay: 'time' },
  numbers: {
    'origin-fbl': ['targetProcessingTime', 'seconds'],
    'time-taken': ['requestTime', 'seconds'],
    'time-to-first-byte': ['timeToFirstByte', 'seconds'],
    'cs-bytes': ['receivedBytes', 'bytes'],
    'sc-bytes': ['sentBytes', 'bytes'],
  },
  ...{ words: {}, ports: [] },
  decides: [
    // Instead of date and time, where there is such a field.
    ...['timestamp(ms)', 'cs-protocol', 'cs(Host)', 'sc-status'],
    ...['x-edge-result-type', 'x-edge-response-result-type', 'x-edge-detailed-result-type'],
  ],
  onDemand: ['client', 'request', 'userAgent', 'traceId', 'connTraceId'],
};

const BASENAME = /^([A-Z0-9]{8,20})\.(\d{4}-\d\d-\d\d)-(\d\d)\.[A-Za-z0-9_-]+(?:\.gz)?$/;

/**
 * The hour in the name is the hour of the requests, and lines of it may come a day later: it gives no end of an
 * interval.
 */
function cloudfrontFacts(key: string, basename: string): KeyFacts {
  const distribution = BASENAME.exec(basename)?.[1] ?? distributionInFolders(key);
  const account = /(?:^|\/)AWSLogs\/(?:[^/]*=)?(\d{12})\/CloudFront\//.exec(key)?.[1];
  return { ...NO_FACTS, account, loadBalancer: distribution };
}

/**
 * Folders before it are the user's, and one may be called `environment`: only capitals are an id, the last one counts,
 * and other letters only where the folder says that it is one.
 */
function distributionInFolders(key: string): string | undefined {
  const [, named] = /DistributionId=(E[A-Z0-9]{9,19})\//i.exec(key) ?? [];
  const folders = key.split('/').slice(0, -1);
  return named?.toUpperCase() ?? folders.findLast((folder) => /^E[A-Z0-9]{9,19}$/.test(folder));
}

function cloudfrontEntry({ value, size }: NamedFields, facts: KeyFacts): Parsed<RequestEntry> {
  const status = text(value('sc-status'));
  const address = text(value('c-ip'));
  const port = text(value('c-port'));
  const entry: RequestEntry = {
    ...NOT_LOGGED,
    time: entryTime(value),
    loadBalancer: distribution(value, facts),
    type: text(value('cs-protocol')),
    client: port === undefined ? address : address && `${address}:${port}`,
    targetProcessingTime: seconds(value('origin-fbl')),
    requestTime: seconds(value('time-taken')),
    timeToFirstByte: seconds(value('time-to-first-byte')),
    elbStatusCode: status === '0' ? '000' : status,
    receivedBytes: bytes(value('cs-bytes')),
    sentBytes: bytes(value('sc-bytes')),
    request: request(value),
    userAgent: decoded(text(value('cs(User-Agent)'))),
    traceId: text(value('x-edge-request-id')),
    connTraceId: text(value('connection-id')),
    errorReason: errorReason(value),
    fieldCount: size,
    front: 'CloudFront',
  };
  return isSoundRequest(entry) ? entry : UNPARSED;
}

type Value = NamedFields['value'];

/** `timestamp(ms)` where the delivery has it, else date and time. */
function entryTime(value: Value): number {
  const milliseconds = text(value('timestamp(ms)'));
  if (milliseconds !== undefined) return /^\d{12,14}$/.test(milliseconds) ? Number(milliseconds) : Number.NaN;
  return isoTime(`${value('date')}T${value('time')}`);
}

/** The id in the key, else the distribution's own domain. Not the Host the viewer sent: that can be anything. */
function distribution(value: Value, facts: KeyFacts): string {
  const domain = text(value('cs(Host)'));
  return facts.loadBalancer ?? (isName(domain) ? domain : 'CloudFront');
}

/** As an Application Load Balancer writes it: `GET https://host/path?query HTTP/2.0`. */
function request(value: Value): string {
  const host = text(value('x-host-header')) ?? text(value('cs(Host)')) ?? '';
  const path = unescaped(text(value('cs-uri-stem')) ?? '-');
  const query = text(value('cs-uri-query'));
  const tail = query === undefined ? '' : `?${unescaped(query)}`;
  const url = `${text(value('cs-protocol')) ?? 'https'}://${host}${path}${tail}`;
  return `${text(value('cs-method')) ?? '-'} ${url} ${text(value('cs-protocol-version')) ?? '-'}`;
}

/** How it ended, unless it ended well: the most detailed of three fields that says more than `Error`. */
function errorReason(value: Value): string | undefined {
  const reasons = RESULT_FIELDS.map((name) => text(value(name))).filter(isBad);
  return reasons.find((reason) => reason !== 'Error') ?? reasons[0];
}

const RESULT_FIELDS = ['x-edge-detailed-result-type', 'x-edge-response-result-type', 'x-edge-result-type'] as const;

function isBad(result: string | undefined): result is string {
  return result !== undefined && !GOOD_RESULTS.has(result);
}

const GOOD_RESULTS: ReadonlySet<string> = new Set([
  'Hit',
  'RefreshHit',
  'OriginShieldHit',
  'Miss',
  'MissGeneratedResponse',
  'FunctionGeneratedResponse',
  'Redirect',
]);

/** The user agent may have been encoded twice. */
function decoded(encoded: string | undefined): string | undefined {
  const once = encoded === undefined ? undefined : unescaped(encoded);
  return once?.includes('%20') ? unescaped(once) : once;
}

/** Undoes the log's percent-encoding: gives what the viewer sent. */
function unescaped(encoded: string): string {
  if (!encoded.includes('%')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
