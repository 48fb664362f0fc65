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

const wordPart = (name: string): Part => ({ pattern: WORD, columns: [[name, 'string']] });
const textPart = (name: string): Part => ({ pattern: TEXT, columns: [[name, 'string']] });
const numberPart = (name: string, type: 'int' | 'bigint' | 'double'): Part => ({
  pattern: WORD,
  columns: [[name, type]],
});

/** The last colon is before the port: addresses of version 6 have their own colons. `-` is neither. */
const addressPart = (ip: string, port: string): Part => ({
  pattern: '([^ ]*?)(?::([0-9]+))?',
  columns: [
    [ip, 'string'],
    [port, 'int'],
  ],
});

/** A URL may have spaces, so it ends at the last one. Of a request with fewer parts only the first is shown. */
const requestPart = (verb: string, url: string, protocol: string): Part => ({
  pattern: '"([^ "]*)(?: ([^"]*) ([^ "]*))?[^"]*"',
  columns: [
    [verb, 'string'],
    [url, 'string'],
    [protocol, 'string'],
  ],
});

const ACCESS: readonly Part[] = [
  ...[
    wordPart('type'),
    wordPart('time'),
    wordPart('elb'),
    addressPart('client_ip', 'client_port'),
    addressPart('target_ip', 'target_port'),
  ],
  ...[numberPart('request_processing_time', 'double'), numberPart('target_processing_time', 'double')],
  ...[
    numberPart('response_processing_time', 'double'),
    numberPart('elb_status_code', 'int'),
    wordPart('target_status_code'),
  ],
  ...[numberPart('received_bytes', 'bigint'), numberPart('sent_bytes', 'bigint')],
  ...[requestPart('request_verb', 'request_url', 'request_proto'), textPart('user_agent')],
  ...[wordPart('ssl_cipher'), wordPart('ssl_protocol'), wordPart('target_group_arn')],
];
/** Each came with all before it. Names as in AWS's table; `lambda_error_reason` is error_reason today. */
const ACCESS_LATER: readonly Part[] = [
  ...[textPart('trace_id'), textPart('domain_name'), textPart('chosen_cert_arn'), wordPart('matched_rule_priority')],
  ...[
    wordPart('request_creation_time'),
    textPart('actions_executed'),
    textPart('redirect_url'),
    textPart('lambda_error_reason'),
  ],
  ...[
    textPart('target_port_list'),
    textPart('target_status_code_list'),
    textPart('classification'),
    textPart('classification_reason'),
  ],
  ...[
    wordPart('conn_trace_id'),
    textPart('transformed_host'),
    textPart('transformed_uri'),
    textPart('request_transform_status'),
  ],
  ...[wordPart('ip_address'), textPart('target_error_code'), textPart('elb_error_code')],
];

const CONNECTION: readonly Part[] = [
  ...[wordPart('time'), wordPart('client_ip'), numberPart('client_port', 'int'), numberPart('listener_port', 'int')],
  ...[wordPart('tls_protocol'), wordPart('tls_cipher'), numberPart('tls_handshake_latency', 'double')],
  ...[textPart('leaf_client_cert_subject'), wordPart('leaf_client_cert_validity')],
  ...[wordPart('leaf_client_cert_serial_number'), wordPart('tls_verify_status')],
];
const CONNECTION_LATER: readonly Part[] = [
  ...[wordPart('conn_trace_id'), wordPart('tls_keyexchange'), wordPart('elb'), wordPart('ip_address')],
];

const HEALTH_CHECK: readonly Part[] = [
  ...[
    wordPart('type'),
    wordPart('time'),
    numberPart('latency', 'double'),
    wordPart('target_addr'),
    wordPart('target_group_id'),
  ],
  ...[wordPart('status'), wordPart('status_code'), wordPart('reason_code')],
];
const HEALTH_CHECK_LATER: readonly Part[] = [wordPart('elb'), wordPart('ip_address')];

const CLASSIC: readonly Part[] = [
  // Their folder also has access logs of Application Load Balancers, which have one word more before the request.
  ...[wordPart('timestamp'), wordPart('elb_name')],
  ...[addressPart('request_ip', 'request_port'), addressPart('backend_ip', 'backend_port')],
  ...[numberPart('request_processing_time', 'double'), numberPart('backend_processing_time', 'double')],
  ...[numberPart('client_response_time', 'double'), wordPart('elb_response_code'), wordPart('backend_response_code')],
  ...[
    numberPart('received_bytes', 'bigint'),
    numberPart('sent_bytes', 'bigint'),
    requestPart('request_verb', 'url', 'protocol'),
  ],
];
const CLASSIC_LATER: readonly Part[] = [textPart('user_agent'), wordPart('ssl_cipher'), wordPart('ssl_protocol')];

const NETWORK: readonly Part[] = [
  ...[wordPart('type'), wordPart('version'), wordPart('time'), wordPart('elb'), wordPart('listener_id')],
  ...[addressPart('client_ip', 'client_port'), addressPart('target_ip', 'target_port')],
  ...[numberPart('tcp_connection_time_ms', 'double'), numberPart('tls_handshake_time_ms', 'double')],
  ...[
    numberPart('received_bytes', 'bigint'),
    numberPart('sent_bytes', 'bigint'),
    numberPart('incoming_tls_alert', 'int'),
  ],
  ...[
    wordPart('cert_arn'),
    wordPart('certificate_serial'),
    wordPart('tls_cipher_suite'),
    wordPart('tls_protocol_version'),
  ],
  ...[wordPart('tls_named_group'), wordPart('domain_name'), wordPart('alpn_fe_protocol'), wordPart('alpn_be_protocol')],
  // In quotes with commas between and without a space, so a word.
  wordPart('alpn_client_preference_list'),
];
const NETWORK_LATER: readonly Part[] = [wordPart('tls_connection_creation_time')];

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
