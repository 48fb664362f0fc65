/** Questions to the raw logs that the metrics lead to, as Athena SQL over the tables of raw-log-tables.ts. */

import type { LogKind } from '../settings/deliveries.ts';
export interface AthenaQuery {
  readonly name: string;
  readonly about: string;
  /** The logs it reads; it is made where all of them are read. */
  readonly logs: readonly LogKind[];
  readonly sql: string;
}

/** Edit it to look further back; the tables are cut by day, so a query reads and costs only the days asked for. */
export const SINCE = "date_format(now() - interval '1' day, '%Y/%m/%d')";

/**
 * Seconds from receipt to the end of the response, also of lines with -1 in their times; NULL where the log has no
 * creation.
 */
const ELAPSED =
  "date_diff('millisecond', try(from_iso8601_timestamp(request_creation_time)), from_iso8601_timestamp(time)) / 1000.0";

/** Text after the path is dropped; a URL that is none is shown whole. */
const PATH = 'coalesce(url_extract_path(request_url), request_url)';

export const LOG_QUERIES: readonly AthenaQuery[] = [
  {
    name: 'Errors by path',
    about: 'Which paths are answered with 5xx, by code.',
    logs: ['requests'],
    sql: `SELECT elb_status_code, target_status_code, request_verb, ${PATH} AS path,
  count(*) AS requests, min(time) AS first_seen, max(time) AS last_seen
FROM alb_access_logs
WHERE day >= ${SINCE} AND elb_status_code >= 500
GROUP BY 1, 2, 3, 4
ORDER BY requests DESC
LIMIT 100`,
  },
  {
    name: 'Slowest paths',
    about: 'Which paths take the targets longest, at the 99th percentile.',
    logs: ['requests'],
    sql: `SELECT request_verb, ${PATH} AS path, count(*) AS requests,
  approx_percentile(target_processing_time, 0.99) AS p99, max(target_processing_time) AS slowest
FROM alb_access_logs
WHERE day >= ${SINCE} AND target_processing_time >= 0
GROUP BY 1, 2
ORDER BY p99 DESC
LIMIT 100`,
  },
  {
    name: 'One trace id',
    about: 'Everything of one request, by the X-Amzn-Trace-Id that an example, a client or X-Ray has.',
    logs: ['requests'],
    sql: `SELECT *
FROM alb_access_logs
WHERE day >= ${SINCE} AND trace_id LIKE '%Root=1-00000000-000000000000000000000000%'`,
  },
  {
    name: 'Timeouts with their times',
    about:
      'Each 504: a target that took the connection and did not answer has a request_processing_time, one that did not has none.',
    logs: ['requests'],
    sql: `SELECT time, elb, target_ip, target_port, request_verb, ${PATH} AS path,
  request_processing_time, target_processing_time, response_processing_time, ${ELAPSED} AS elapsed,
  lambda_error_reason AS error_reason, trace_id
FROM alb_access_logs
WHERE day >= ${SINCE} AND elb_status_code = 504
ORDER BY time DESC
LIMIT 1000`,
  },
  {
    name: 'How long failed requests took',
    about:
      'Failed requests by code and elapsed time, to a tenth of a second: many at the same time are a timeout, and the time says whose.',
    logs: ['requests'],
    sql: `SELECT elb_status_code, target_status_code, round(${ELAPSED}, 1) AS elapsed,
  count(*) AS requests, count(DISTINCT target_ip) AS targets, min(time) AS first_seen, max(time) AS last_seen
FROM alb_access_logs
WHERE day >= ${SINCE} AND (elb_status_code >= 500 OR elb_status_code IN (0, 408, 460)) AND type NOT IN ('ws', 'wss')
GROUP BY 1, 2, 3
ORDER BY requests DESC
LIMIT 100`,
  },
  {
    name: 'Slow uploads or slow targets',
    about:
      'Slow requests by size: where only large ones are slow, the upload is. With AWS WAF or Lambda the upload is in request_processing_time, else in target_processing_time.',
    logs: ['requests'],
    sql: `SELECT request_verb, ${PATH} AS path, received_bytes >= 65536 AS is_large, actions_executed LIKE '%waf%' AS has_waf,
  count(*) AS requests, sum(CASE WHEN request_processing_time + target_processing_time >= 1 THEN 1 ELSE 0 END) AS slow,
  approx_percentile(request_processing_time, 0.99) AS request_p99, approx_percentile(target_processing_time, 0.99) AS target_p99
FROM alb_access_logs
WHERE day >= ${SINCE} AND request_processing_time >= 0 AND target_processing_time >= 0
GROUP BY 1, 2, 3, 4
ORDER BY slow DESC
LIMIT 100`,
  },
  {
    name: 'Requests with their connection',
    about: 'Failed requests with the TLS connection that they used.',
    logs: ['requests', 'connections'],
    sql: `SELECT a.time, a.client_ip, a.elb_status_code, a.request_verb, a.request_url,
  c.tls_protocol, c.tls_cipher, c.tls_handshake_latency, c.tls_verify_status, c.leaf_client_cert_subject
FROM alb_access_logs a
JOIN alb_connection_logs c ON c.conn_trace_id = a.conn_trace_id
WHERE a.day >= ${SINCE} AND c.day >= ${SINCE} AND a.elb_status_code >= 400 AND a.conn_trace_id <> '-'
ORDER BY a.time DESC
LIMIT 1000`,
  },
  {
    name: 'Connections refused',
    about: 'Which clients fail in TLS, and why.',
    logs: ['connections'],
    sql: `SELECT tls_verify_status, tls_protocol, client_ip, leaf_client_cert_subject, count(*) AS connections, max(time) AS last_seen
FROM alb_connection_logs
WHERE day >= ${SINCE} AND tls_verify_status LIKE 'Failed:%'
GROUP BY 1, 2, 3, 4
ORDER BY connections DESC
LIMIT 100`,
  },
  {
    name: 'Failed health checks',
    about: 'Which targets fail their health checks, and why.',
    logs: ['healthChecks'],
    sql: `SELECT target_group_id, target_addr, reason_code, status_code, count(*) AS checks, max(latency) AS slowest, max(time) AS last_seen
FROM alb_health_check_logs
WHERE day >= ${SINCE} AND status = 'FAIL'
GROUP BY 1, 2, 3, 4
ORDER BY checks DESC
LIMIT 100`,
  },
];
