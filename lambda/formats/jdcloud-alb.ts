/**
 * JD Cloud Application Load Balancer access log, as Log Service dumps it to object storage: line -> RequestEntry.
 *
 * Source: JD Cloud documentation, "ALBLog" (names and types). Not documented and therefore read leniently: one JSON
 * object a line or delimited text in the documented order, numbers as numbers or text, `-` or an empty text where there
 * is no value. Layer 4 listeners write no status: such lines count as requests without one. Key: any; the files are
 * copied into S3, and the setting `formatByPrefix` names the format.
 */

import { type Parsed, UNPARSED } from '../catalogue/entry.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { JDCLOUD_FORMS } from './field-forms.ts';
import { bytes, isoTime, seconds, text } from './fields.ts';
import { type Format, NO_FACTS, NO_KEY } from './format.ts';
import type { LineValues } from './layout.ts';
import { isSoundRequest, NOT_LOGGED } from './request-fields.ts';
import type { NamedFields } from './row-layouts.ts';
import { createRowParser, fieldNamesIn } from './rows.ts';

export const JDCLOUD_ALB_FIELDS = [
  'timestamp',
  'alb_id',
  'client_ip',
  'client_port',
  'lb_vip',
  'lb_vport',
  'backend_server_ip_port',
  'request_time',
  'backend_connect_time',
  'backend_response_time',
  'status',
  'backend_server_status',
  'request_length',
  'bytes_sent',
  'scheme',
  'request_method',
  'host',
  'request_uri',
  'server_protocol',
  'http_user_agent',
  'ssl_cipher',
  'ssl_protocol',
  'certificate_id',
  'docker_ip_port',
] as const;

/** Without the two that came later. */
const FIELDS_REQUIRED = JDCLOUD_ALB_FIELDS.length - 2;

export const jdcloudAlb: Format<'requests'> = {
  name: 'jdcloud-alb',
  family: 'requests',
  encoding: 'utf8',
  framing: 'rows',
  owns: NO_KEY,
  looksLike: (line) => ['alb_id', 'backend_response_time'].every((name) => fieldNamesIn(line).includes(name)),
  facts: () => NO_FACTS,
  parser: () =>
    createRowParser(
      {
        names: JDCLOUD_ALB_FIELDS,
        least: FIELDS_REQUIRED,
        forms: JDCLOUD_FORMS,
        values: VALUES,
      },
      jdcloudAlbEntry,
    ),
};

const VALUES: LineValues<keyof RequestEntry> = {
  time: { field: 'timestamp', form: 'iso' },
  numbers: {
    backend_response_time: ['targetProcessingTime', 'seconds'],
    request_time: ['requestTime', 'seconds'],
    request_length: ['receivedBytes', 'bytes'],
    bytes_sent: ['sentBytes', 'bytes'],
  },
  words: { backend_server_ip_port: 'target' },
  ports: [],
  decides: ['alb_id', 'scheme', 'status', 'backend_server_status'],
  onDemand: ['client', 'request', 'userAgent'],
};

function jdcloudAlbEntry({ value, size }: NamedFields): Parsed<RequestEntry> {
  const client = text(value('client_ip'));
  const port = text(value('client_port'));
  const entry: RequestEntry = {
    ...NOT_LOGGED,
    time: isoTime(value('timestamp') ?? ''),
    loadBalancer: text(value('alb_id')) ?? '',
    type: text(value('scheme')),
    client: port === undefined ? client : client && `${client}:${port}`,
    target: text(value('backend_server_ip_port')),
    targetProcessingTime: seconds(value('backend_response_time')),
    requestTime: seconds(value('request_time')),
    elbStatusCode: text(value('status')),
    targetStatusCode: text(value('backend_server_status')),
    receivedBytes: bytes(value('request_length')),
    sentBytes: bytes(value('bytes_sent')),
    request: request(value),
    userAgent: text(value('http_user_agent')),
    fieldCount: size,
    front: 'Proxy',
  };
  return isSoundRequest(entry) ? entry : UNPARSED;
}

/** As an AWS Application Load Balancer writes it. */
function request(value: NamedFields['value']): string {
  const method = text(value('request_method'));
  if (method === undefined) return '- - -';
  const url = `${text(value('scheme')) ?? 'http'}://${text(value('host')) ?? ''}${text(value('request_uri')) ?? '-'}`;
  return `${method} ${url} ${text(value('server_protocol')) ?? '-'}`;
}
