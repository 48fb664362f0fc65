/**
 * Application Load Balancer connection log, 11, 12 or 15 fields: line -> ConnectionEntry. One line per connection
 * attempt on a listener, plain HTTP included.
 *
 * Source: Elastic Load Balancing user guide for Application Load Balancers, "Connection logs for your Application Load
 * Balancer". Key: that of the access log with `conn_log_` before the account (`conn_log.` in older material).
 */

import { type Parsed, UNPARSED } from '../catalogue/entry.ts';
import type { ConnectionEntry } from '../catalogue/metrics/connections.ts';
import { elbFacts, elbLoadBalancer } from './elb-key.ts';
import { bytes, elbFields, isName, isoTime, positions, seconds, text } from './fields.ts';
import type { Format, KeyFacts } from './format.ts';
import { type ColumnsLayout, type LineValues, withLayout } from './layout.ts';

/** AWS's own order. The first 11 are required; the rest came in 2023 and 2026. */
export const ALB_CONNECTION_FIELDS = [
  'timestamp',
  'client_ip',
  'client_port',
  'listener_port',
  'tls_protocol',
  'tls_cipher',
  'tls_handshake_latency',
  'leaf_client_cert_subject',
  'leaf_client_cert_validity',
  'leaf_client_cert_serial_number',
  'tls_verify_status',
  'conn_trace_id',
  'tls_keyexchange',
  'elb',
  'ip_address',
] as const;

const at = positions(ALB_CONNECTION_FIELDS);
const FIELDS_REQUIRED = at.tls_verify_status + 1;

export const albConnection: Format<'connections'> = {
  name: 'alb-connection',
  family: 'connections',
  intervalMinutes: 5,
  encoding: 'latin1',
  framing: 'lines',
  owns: (_key, basename) => /^conn_log[_.].*_elasticloadbalancing_/.test(basename),
  looksLike: (line) => /^\d{4}-\d\d-\d\dT\S+Z [0-9a-fA-F.:]+ \d+ \d+ (?:TLS|-)/.test(line),
  facts: elbFacts,
  parser: (facts) =>
    withLayout(
      (line) => {
        const raw = elbFields(line);
        return typeof raw === 'string' ? raw : albConnectionEntry(raw, facts);
      },
      () => LAYOUT,
    ),
};

export const ALB_CONNECTION_VALUES: LineValues<keyof ConnectionEntry> = {
  time: { field: 'timestamp', form: 'iso' },
  numbers: { tls_handshake_latency: ['tlsHandshakeLatency', 'seconds'] },
  words: {},
  ports: ['client_port'],
  decides: [
    ...['listener_port', 'tls_protocol', 'tls_cipher', 'leaf_client_cert_subject', 'leaf_client_cert_validity'],
    ...['tls_verify_status', 'tls_keyexchange', 'elb'],
  ],
  onDemand: ['client', 'connTraceId'],
};

const LAYOUT: ColumnsLayout<keyof ConnectionEntry> = {
  ...{ separator: ' ', hasQuotes: true, places: at, least: FIELDS_REQUIRED },
  ...ALB_CONNECTION_VALUES,
};

/** The fields of one line, without quotes -> its entry. Never throws. */
export function albConnectionEntry(raw: readonly string[], facts: KeyFacts): Parsed<ConnectionEntry> {
  if (raw.length < FIELDS_REQUIRED) return UNPARSED;
  const entry: ConnectionEntry = {
    time: isoTime(raw[at.timestamp] ?? ''),
    loadBalancer: elbLoadBalancer(raw[at.elb]) ?? facts.loadBalancer ?? 'Unknown',
    client: text(raw[at.client_ip]),
    listener: text(raw[at.listener_port]),
    tlsProtocol: text(raw[at.tls_protocol]),
    tlsCipher: text(raw[at.tls_cipher]),
    tlsKeyExchange: text(raw[at.tls_keyexchange]),
    tlsHandshakeLatency: seconds(raw[at.tls_handshake_latency]),
    outcome: text(raw[at.tls_verify_status])?.replace(/^Failed:/, ''),
    clientCertSubject: text(raw[at.leaf_client_cert_subject]),
    clientCertNotAfter: notAfter(text(raw[at.leaf_client_cert_validity])),
    connTraceId: text(raw[at.conn_trace_id]),
    receivedBytes: undefined,
    sentBytes: undefined,
  };
  return isSound(entry, raw) ? entry : UNPARSED;
}

function isSound(entry: ConnectionEntry, raw: readonly string[]): boolean {
  return (
    !Number.isNaN(entry.time) &&
    isName(entry.loadBalancer) &&
    isPort(raw[at.client_port]) &&
    isPort(raw[at.listener_port]) &&
    !Number.isNaN(entry.tlsHandshakeLatency) &&
    !Number.isNaN(entry.clientCertNotAfter)
  );
}

function isPort(field: string | undefined): boolean {
  const port = bytes(field);
  return port !== undefined && port <= 65_535;
}

/** `NotBefore=2026-01-01T00:00:00Z;NotAfter=2027-01-01T00:00:00Z` -> the second, milliseconds since 1970. */
function notAfter(validity: string | undefined): number | undefined {
  if (validity === undefined) return undefined;
  const [, end] = /(?:^|;)NotAfter=([^;]*)/.exec(validity) ?? [];
  return end === undefined ? Number.NaN : isoTime(end);
}
