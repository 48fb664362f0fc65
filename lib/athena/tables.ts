/**
 * How Athena reads the raw logs of load balancers: for each format a regular expression and its columns, one group a
 * column. Names and types are those of AWS's own table for the log, so its queries work. Source: Athena user guide,
 * "Query Application Load Balancer logs", "Query Classic Load Balancer logs", "Query Network Load Balancer logs".
 *
 * AWS's expression wants 29 fields; here fields that a log did not have yet are NULL, and those to come are in `rest`.
 */

import type { LogKind } from '../settings/deliveries.ts';
export interface LogTable {
  readonly name: string;
  readonly about: string;
  readonly regex: string;
  readonly columns: readonly Column[];
}

type Column = readonly [name: string, type: 'string' | 'int' | 'bigint' | 'double'];

/** A part of the line and the columns its groups fill. */
interface Part {
  readonly pattern: string;
  readonly columns: readonly Column[];
}

const WORD = '([^ ]*)';
/**
 * In quotes or, as some fields were in other years, without. A quote within is written as \x22, so the next one ends
 * it.
 */
const TEXT = '"?((?<=")[^"]*(?=")|(?<!")[^ "]*)"?';

const word = (name: string): Part => ({ pattern: WORD, columns: [[name, 'string']] });
const text = (name: string): Part => ({ pattern: TEXT, columns: [[name, 'string']] });
const number = (name: string, type: 'int' | 'bigint' | 'double'): Part => ({ pattern: WORD, columns: [[name, type]] });

/** The last colon is before the port: addresses of version 6 have their own colons. `-` is neither. */
const address = (ip: string, port: string): Part => ({
  pattern: '([^ ]*?)(?::([0-9]+))?',
  columns: [
    [ip, 'string'],
    [port, 'int'],
  ],
});

/** A URL may have spaces, so it ends at the last one. Of a request with fewer parts only the first is shown. */
const request = (verb: string, url: string, protocol: string): Part => ({
  pattern: '"([^ "]*)(?: ([^"]*) ([^ "]*))?[^"]*"',
  columns: [
    [verb, 'string'],
    [url, 'string'],
    [protocol, 'string'],
  ],
});

const ACCESS: readonly Part[] = [
  ...[
    word('type'),
    word('time'),
    word('elb'),
    address('client_ip', 'client_port'),
    address('target_ip', 'target_port'),
  ],
  ...[number('request_processing_time', 'double'), number('target_processing_time', 'double')],
  ...[number('response_processing_time', 'double'), number('elb_status_code', 'int'), word('target_status_code')],
  ...[number('received_bytes', 'bigint'), number('sent_bytes', 'bigint')],
  ...[request('request_verb', 'request_url', 'request_proto'), text('user_agent')],
  ...[word('ssl_cipher'), word('ssl_protocol'), word('target_group_arn')],
];
/** Each came with all before it. Names as in AWS's table; `lambda_error_reason` is error_reason today. */
const ACCESS_LATER: readonly Part[] = [
  ...[text('trace_id'), text('domain_name'), text('chosen_cert_arn'), word('matched_rule_priority')],
  ...[word('request_creation_time'), text('actions_executed'), text('redirect_url'), text('lambda_error_reason')],
  ...[text('target_port_list'), text('target_status_code_list'), text('classification'), text('classification_reason')],
  ...[word('conn_trace_id'), text('transformed_host'), text('transformed_uri'), text('request_transform_status')],
  ...[word('ip_address'), text('target_error_code'), text('elb_error_code')],
];

const CONNECTION: readonly Part[] = [
  ...[word('time'), word('client_ip'), number('client_port', 'int'), number('listener_port', 'int')],
  ...[word('tls_protocol'), word('tls_cipher'), number('tls_handshake_latency', 'double')],
  ...[text('leaf_client_cert_subject'), word('leaf_client_cert_validity')],
  ...[word('leaf_client_cert_serial_number'), word('tls_verify_status')],
];
const CONNECTION_LATER: readonly Part[] = [
  ...[word('conn_trace_id'), word('tls_keyexchange'), word('elb'), word('ip_address')],
];

const HEALTH_CHECK: readonly Part[] = [
  ...[word('type'), word('time'), number('latency', 'double'), word('target_addr'), word('target_group_id')],
  ...[word('status'), word('status_code'), word('reason_code')],
];
const HEALTH_CHECK_LATER: readonly Part[] = [word('elb'), word('ip_address')];

const CLASSIC: readonly Part[] = [
  // Their folder also has access logs of Application Load Balancers, which have one word more before the request.
  ...[word('timestamp'), word('elb_name')],
  ...[address('request_ip', 'request_port'), address('backend_ip', 'backend_port')],
  ...[number('request_processing_time', 'double'), number('backend_processing_time', 'double')],
  ...[number('client_response_time', 'double'), word('elb_response_code'), word('backend_response_code')],
  ...[number('received_bytes', 'bigint'), number('sent_bytes', 'bigint'), request('request_verb', 'url', 'protocol')],
];
const CLASSIC_LATER: readonly Part[] = [text('user_agent'), word('ssl_cipher'), word('ssl_protocol')];

const NETWORK: readonly Part[] = [
  ...[word('type'), word('version'), word('time'), word('elb'), word('listener_id')],
  ...[address('client_ip', 'client_port'), address('target_ip', 'target_port')],
  ...[number('tcp_connection_time_ms', 'double'), number('tls_handshake_time_ms', 'double')],
  ...[number('received_bytes', 'bigint'), number('sent_bytes', 'bigint'), number('incoming_tls_alert', 'int')],
  ...[word('cert_arn'), word('certificate_serial'), word('tls_cipher_suite'), word('tls_protocol_version')],
  ...[word('tls_named_group'), word('domain_name'), word('alpn_fe_protocol'), word('alpn_be_protocol')],
  // In quotes with commas between and without a space, so a word.
  word('alpn_client_preference_list'),
];
const NETWORK_LATER: readonly Part[] = [word('tls_connection_creation_time')];

/** Logs of load balancers that are no Application Load Balancers, in the same families. */
type OtherKind = 'classicRequests' | 'networkConnections';

export const LOG_TABLES: Readonly<Record<LogKind | OtherKind, LogTable>> = {
  requests: table('alb_access_logs', 'Requests, one row each', [ACCESS, ACCESS_LATER]),
  connections: table('alb_connection_logs', 'Connections, one row each', [CONNECTION, CONNECTION_LATER]),
  healthChecks: table('alb_health_check_logs', 'Health checks, one row each', [HEALTH_CHECK, HEALTH_CHECK_LATER]),
  classicRequests: table('elb_logs', 'Requests to Classic Load Balancers, one row each', [CLASSIC, CLASSIC_LATER]),
  networkConnections: table('nlb_tls_logs', 'TLS connections to Network Load Balancers, one row each', [
    NETWORK,
    NETWORK_LATER,
  ]),
};

function table(name: string, about: string, [always, later]: readonly [readonly Part[], readonly Part[]]): LogTable {
  const nested = later.reduceRight((inner, { pattern }) => `(?: ${pattern}${inner})?`, '( .*)?');
  const regex = `${always.map(({ pattern }) => pattern).join(' ')}${nested}`;
  const columns = [...always, ...later].flatMap((part) => part.columns);
  return { name, about, regex, columns: [...columns, ['rest', 'string']] };
}
