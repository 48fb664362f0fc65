/**
 * Baidu AI Cloud BLB layer 7 access log: line -> RequestEntry.
 *
 * Source: Baidu AI Cloud, BLB documentation, "Access logs" (28 fields, names and order). Not documented and therefore
 * read leniently: JSON objects or delimited text, the form of time_local, the mark of a missing value; times are taken
 * for seconds, as nginx writes them. After a retry nginx writes lists into the upstream fields: the last element is the
 * answer that counted. Key: any; the files are copied into S3, and the setting `formatByPrefix` names the format.
 */

import { type Parsed, UNPARSED } from '../catalogue/entry.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { BAIDU_FORMS } from './field-forms.ts';
import { bytes, isName, isoTime, seconds, text } from './fields.ts';
import { type Format, NO_FACTS, NO_KEY } from './format.ts';
import type { LineValues } from './layout.ts';
import { isSoundRequest, NOT_LOGGED } from './request-fields.ts';
import type { NamedFields } from './row-layouts.ts';
import { createRowParser, fieldNamesIn } from './rows.ts';

export const BAIDU_BLB_FIELDS = [
  'time_local',
  'vip',
  'vport',
  'response_status',
  'vdum_ups_id',
  'upstream_addr',
  'upstream_status',
  'remote_addr',
  'cip',
  'cport',
  'server_addr',
  'server_port',
  'scheme',
  'host',
  'request',
  'request_length',
  'body_bytes_sent',
  'http_referer',
  'http_user_agent',
  'http_x_forwarded_for',
  'upstream_connect_time',
  'upstream_response_time',
  'request_time',
  'ssl_handshake_time',
  'ssl_session_reused',
  'vdum_rs_proto',
  'upstream_local_addr',
  'extension_log',
] as const;

export const baiduBlb: Format<'requests'> = {
  name: 'baidu-blb',
  family: 'requests',
  encoding: 'utf8',
  framing: 'rows',
  owns: NO_KEY,
  looksLike: (line) => fieldNamesIn(line).includes('vdum_ups_id'),
  facts: () => NO_FACTS,
  parser: () =>
    createRowParser(
      {
        names: BAIDU_BLB_FIELDS,
        least: BAIDU_BLB_FIELDS.length,
        forms: BAIDU_FORMS,
        values: VALUES,
      },
      baiduBlbEntry,
    ),
};

const VALUES: LineValues<keyof RequestEntry> = {
  time: { field: 'time_local', form: 'nginx' },
  numbers: {
    upstream_response_time: ['targetProcessingTime', 'seconds'],
    request_time: ['requestTime', 'seconds'],
    request_length: ['receivedBytes', 'bytes'],
    body_bytes_sent: ['sentBytes', 'bytes'],
  },
  words: { upstream_addr: 'target' },
  ports: [],
  starts: ['extension_log'],
  decides: ['vip', 'scheme', 'response_status', 'upstream_status', 'vdum_ups_id'],
  onDemand: ['client', 'request', 'userAgent'],
};

function baiduBlbEntry({ value, size }: NamedFields): Parsed<RequestEntry> {
  const client = text(value('cip')) ?? text(value('remote_addr'));
  const port = text(value('cport'));
  const entry: RequestEntry = {
    ...NOT_LOGGED,
    time: nginxTime(value('time_local') ?? ''),
    loadBalancer: instance(value) ?? text(value('vip')) ?? '',
    type: text(value('scheme'))?.toLowerCase(),
    client: port === undefined ? client : client && `${client}:${port}`,
    target: last(value('upstream_addr')),
    targetProcessingTime: seconds(last(value('upstream_response_time'))),
    requestTime: seconds(value('request_time')),
    elbStatusCode: text(value('response_status')),
    targetStatusCode: last(value('upstream_status')),
    receivedBytes: bytes(value('request_length')),
    sentBytes: bytes(value('body_bytes_sent')),
    request: request(value),
    userAgent: text(value('http_user_agent')),
    targetGroup: targetGroup(text(value('vdum_ups_id'))),
    fieldCount: size,
    front: 'Proxy',
  };
  return isSoundRequest(entry) ? entry : UNPARSED;
}

type Value = NamedFields['value'];

/** The first part of extension_log, up to any separator. */
function instance(value: Value): string | undefined {
  const id = text(value('extension_log'))?.split(/[&,;|\s]/)[0];
  return isName(id) && id !== '-' ? id : undefined;
}

function targetGroup(id: string | undefined): string | undefined {
  return isName(id) ? id : undefined;
}

/** Lists of nginx: `a, b` for retries, ` : ` between groups of servers. */
function last(list: string | undefined): string | undefined {
  return text(
    list
      ?.split(/, | : |,/)
      .at(-1)
      ?.trim(),
  );
}

/** `GET /p HTTP/1.1` -> with scheme, host and port, as an Application Load Balancer writes it. */
function request(value: Value): string {
  const line = text(value('request'));
  if (line === undefined) return '- - -';
  const [, method, rest] = /^(\S+) (\/.*)$/.exec(line) ?? [];
  const host = text(value('host'));
  if (method === undefined || host === undefined) return line;
  return `${method} ${(text(value('scheme')) ?? 'http').toLowerCase()}://${host}${rest}`;
}

/**
 * `04/May/2026:18:00:01 +0800`, ISO 8601 with zone, or seconds or milliseconds since 1970. Without a zone: Beijing's.
 */
function nginxTime(field: string): number {
  const [, day, month, year, clock, sign, hours, minutes] = NGINX.exec(field.replace(/^\[|\]$/g, '')) ?? [];
  if (day !== undefined) {
    const number = String(MONTHS.indexOf(month ?? '') + 1).padStart(2, '0');
    return Date.parse(`${year}-${number}-${day}T${clock}${sign ?? '+'}${hours ?? '08'}:${minutes ?? '00'}`);
  }
  if (/^\d{10}(?:\.\d{1,9})?$/.test(field)) return Math.round(Number(field) * 1000);
  if (/^\d{13}$/.test(field)) return Number(field);
  if (field.endsWith('Z')) return isoTime(field);
  const [, local, zone] = ISO_WITH_ZONE.exec(field) ?? [];
  return local === undefined ? Number.NaN : Date.parse(`${local.replace(' ', 'T')}${zone ?? '+08:00'}`);
}

const NGINX = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d)(?: ([+-])(\d\d):?(\d\d))?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ISO_WITH_ZONE = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?)([+-]\d\d:\d\d)?$/;
