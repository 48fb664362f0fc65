/**
 * Network Load Balancer access log, 21 or 22 fields: line -> ConnectionEntry. Only TLS listeners write it, one line per
 * TLS connection, timed at its end.
 *
 * Source: Elastic Load Balancing user guide for Network Load Balancers, "Access logs for your Network Load Balancer".
 * Alert numbers: RFC 8446 section 6, RFC 5246 section 7.2. Fields are split at single spaces; a quote is a character
 * like others. Key: as an ALB's with `net.` and without a node address.
 */

import { type Parsed, SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import type { ConnectionEntry } from '../catalogue/metrics/connections.ts';
import { elbFacts, elbLoadBalancer } from './elb-key.ts';
import { bytes, isName, isoTime, positions, TEST_OBJECT_TEXT, text } from './fields.ts';
import type { Format, KeyFacts } from './format.ts';
import { type ColumnsLayout, type LineValues, withLayout } from './layout.ts';

/** AWS's own order. The first 21 are required. */
export const NLB_ACCESS_FIELDS = [
  'type',
  'version',
  'time',
  'elb',
  'listener',
  'client:port',
  'destination:port',
  'connection_time',
  'tls_handshake_time',
  'received_bytes',
  'sent_bytes',
  'incoming_tls_alert',
  'chosen_cert_arn',
  'chosen_cert_serial',
  'tls_cipher',
  'tls_protocol_version',
  'tls_keyexchange',
  'domain_name',
  'alpn_fe_protocol',
  'alpn_be_protocol',
  'alpn_client_preference_list',
  'tls_connection_creation_time',
] as const;

const at = positions(NLB_ACCESS_FIELDS);
const FIELDS_REQUIRED = at.alpn_client_preference_list + 1;

export const nlbAccess: Format<'connections'> = {
  name: 'nlb-access',
  family: 'connections',
  intervalMinutes: 5,
  encoding: 'latin1',
  framing: 'lines',
  owns: (_key, basename) => /^\d{12}_elasticloadbalancing_.*_net\./.test(basename),
  looksLike: (line) => /^tls \d\.\d \d{4}-\d\d-\d\dT/.test(line),
  facts: elbFacts,
  parser: (facts) =>
    withLayout(
      (rawLine) => {
        const line = rawLine.trimEnd();
        if (line === '' || TEST_OBJECT_TEXT.test(line)) return SKIPPED;
        return nlbAccessEntry(line.split(' '), facts);
      },
      () => LAYOUT,
    ),
};

export const NLB_ACCESS_VALUES: LineValues<keyof ConnectionEntry> = {
  time: { field: 'time', form: 'iso' },
  numbers: {
    tls_handshake_time: ['tlsHandshakeLatency', 'milliseconds'],
    received_bytes: ['receivedBytes', 'bytes'],
    sent_bytes: ['sentBytes', 'bytes'],
  },
  words: {},
  ports: [],
  decides: [
    ...['type', 'elb', 'listener', 'incoming_tls_alert', 'chosen_cert_arn', 'tls_cipher'],
    ...['tls_protocol_version', 'tls_keyexchange'],
  ],
  onDemand: ['client'],
};

const LAYOUT: ColumnsLayout<keyof ConnectionEntry> = {
  ...{ separator: ' ', hasQuotes: false, places: at, least: FIELDS_REQUIRED },
  ...NLB_ACCESS_VALUES,
};

/** The fields of one line -> its entry. Never throws. */
export function nlbAccessEntry(raw: readonly string[], facts: KeyFacts): Parsed<ConnectionEntry> {
  if (raw.length < FIELDS_REQUIRED || (raw[at.type] !== 'tls' && raw[at.type] !== '-')) return UNPARSED;
  const protocol = text(raw[at.tls_protocol_version]);
  const entry: ConnectionEntry = {
    time: isoTime(raw[at.time] ?? ''),
    loadBalancer: elbLoadBalancer(raw[at.elb]) ?? facts.loadBalancer ?? 'Unknown',
    client: text(raw[at['client:port']]),
    listener: text(raw[at.listener]),
    tlsProtocol: protocol === undefined ? undefined : protocolName(protocol),
    tlsCipher: text(raw[at.tls_cipher]),
    tlsKeyExchange: text(raw[at.tls_keyexchange]),
    tlsHandshakeLatency: milliseconds(raw[at.tls_handshake_time]),
    outcome: outcome(raw),
    clientCertSubject: undefined,
    clientCertNotAfter: undefined,
    connTraceId: undefined,
    receivedBytes: bytes(raw[at.received_bytes]),
    sentBytes: bytes(raw[at.sent_bytes]),
  };
  return isSound(entry) ? entry : UNPARSED;
}

function isSound(entry: ConnectionEntry): boolean {
  return (
    !Number.isNaN(entry.time) &&
    isName(entry.loadBalancer) &&
    !Number.isNaN(entry.tlsHandshakeLatency) &&
    !Number.isNaN(entry.receivedBytes) &&
    !Number.isNaN(entry.sentBytes)
  );
}

/** Whole milliseconds here, seconds in every entry. */
function milliseconds(field: string | undefined): number | undefined {
  const found = bytes(field);
  return found === undefined ? undefined : found / 1000;
}

/** `tlsv12` -> `TLSv1.2`, `tlsv10` -> `TLSv1`: the names that Application Load Balancers write. */
function protocolName(protocol: string): string {
  const [, minor] = /^tlsv1([0-9])$/.exec(protocol) ?? [];
  if (minor === undefined) return protocol;
  return minor === '0' ? 'TLSv1' : `TLSv1.${minor}`;
}

/**
 * The log has no verdict: a negotiation without cipher and protocol failed, for the reason the client's alert gives, if
 * it sent one.
 */
function outcome(raw: readonly string[]): string {
  if (text(raw[at.tls_cipher]) !== undefined || text(raw[at.tls_protocol_version]) !== undefined) return 'Success';
  const alert = text(raw[at.incoming_tls_alert]);
  if (alert !== undefined) return `Alert:${Object.hasOwn(TLS_ALERTS, alert) ? TLS_ALERTS[alert] : alert.slice(0, 16)}`;
  return text(raw[at.chosen_cert_arn]) === undefined ? 'InvalidClientHello' : 'HandshakeFailed';
}

const TLS_ALERTS: Readonly<Record<string, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
};
