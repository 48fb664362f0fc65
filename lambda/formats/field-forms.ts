/**
 * What the fields look like that no client can write: name -> form. A line of delimited text is trusted only where
 * every such field has its form, because a client may put any delimiter into its URL or user agent, and with it its own
 * fields.
 *
 * Sources: those of the formats, which name the fields. The mark of absence, `-` or nothing, is part of every form.
 */
export type FieldForms = Readonly<Record<string, RegExp>>;

const form = (source: string): RegExp => new RegExp(`^(?:-?|${source})$`);

const NAME = form('[A-Za-z0-9_.+-]{1,80}');
const NAMES = form('[A-Za-z0-9_,-]{1,200}');
const TYPE = form('[a-z0-9]{1,8}');
const TIME = form(String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?`);
const DECIMAL = form(String.raw`-?\d{1,9}(?:\.\d{1,30})?`);
const WHOLE = form(String.raw`\d{1,15}`);
const PORT = form(String.raw`\d{1,5}`);
const STATUS = form(String.raw`\d{1,3}`);
const STATUSES = form(String.raw`[\d, :-]{1,200}`);
const ADDRESS = form(String.raw`[0-9a-fA-F.:[\]]{2,60}`);
const ADDRESSES = form(String.raw`[0-9a-fA-F.:[\], -]{2,1000}`);
/** An address with its port, or the ARN of a Lambda function. */
const TARGET = form(String.raw`[0-9a-fA-F.:[\], ]{2,1000}|arn:[\w:/.-]{1,300}`);
const LOAD_BALANCER = form(String.raw`(?:arn:[\w:/-]{1,200})?(?:app|net)/[\w-]{1,64}/[0-9a-f]{1,32}`);
const TARGET_GROUP = form(String.raw`(?:arn:[\w:/-]{1,200})?targetgroup/[\w-]{1,64}/[0-9a-f]{1,32}`);
const CERTIFICATE = form(String.raw`session-reused|arn:[\w:/.-]{1,300}`);
const CODE = form('0x[0-9a-fA-F]{1,8}');

/** Access, connection and health check logs of Application and Network Load Balancers, whose names agree. */
export const ELB_FORMS: FieldForms = {
  type: TYPE,
  version: form(String.raw`\d\.\d`),
  time: TIME,
  timestamp: TIME,
  elb: LOAD_BALANCER,
  listener: NAME,
  'client:port': ADDRESS,
  'target:port': TARGET,
  'destination:port': form(String.raw`[\w.:[\]-]{2,100}`),
  request_processing_time: DECIMAL,
  target_processing_time: DECIMAL,
  response_processing_time: DECIMAL,
  elb_status_code: STATUS,
  target_status_code: STATUS,
  received_bytes: WHOLE,
  sent_bytes: WHOLE,
  ssl_cipher: NAME,
  ssl_protocol: NAME,
  target_group_arn: TARGET_GROUP,
  chosen_cert_arn: CERTIFICATE,
  matched_rule_priority: form(String.raw`-?\d{1,6}`),
  request_creation_time: TIME,
  actions_executed: NAMES,
  error_reason: NAME,
  'target:port_list': TARGET,
  target_status_code_list: STATUSES,
  classification: NAME,
  classification_reason: NAME,
  conn_trace_id: NAME,
  request_transform_status: NAME,
  ip_address: ADDRESS,
  target_error_code: CODE,
  elb_error_code: CODE,
  client_ip: ADDRESS,
  client_port: PORT,
  listener_port: PORT,
  tls_protocol: NAME,
  tls_cipher: NAME,
  tls_handshake_latency: DECIMAL,
  leaf_client_cert_serial_number: form('[0-9a-fA-F:]{1,100}'),
  tls_verify_status: form('[A-Za-z0-9:]{1,80}'),
  tls_keyexchange: NAME,
  latency: DECIMAL,
  target_addr: TARGET,
  target_group_id: NAME,
  status: form('PASS|FAIL'),
  status_code: NAME,
  reason_code: NAME,
  connection_time: WHOLE,
  tls_handshake_time: WHOLE,
  incoming_tls_alert: WHOLE,
  tls_protocol_version: NAME,
  tls_connection_creation_time: TIME,
};

export const CLOUDFRONT_FORMS: FieldForms = {
  date: form(String.raw`\d{4}-\d\d-\d\d`),
  time: form(String.raw`\d\d:\d\d:\d\d`),
  'timestamp(ms)': WHOLE,
  'x-edge-location': NAME,
  'sc-bytes': WHOLE,
  'c-ip': ADDRESS,
  'cs(Host)': form('[A-Za-z0-9.-]{1,255}'),
  'sc-status': STATUS,
  'x-edge-result-type': NAME,
  'x-edge-request-id': form('[A-Za-z0-9_=+/-]{1,100}'),
  'cs-protocol': TYPE,
  'cs-bytes': WHOLE,
  'time-taken': DECIMAL,
  'ssl-protocol': NAME,
  'ssl-cipher': NAME,
  'x-edge-response-result-type': NAME,
  'fle-status': NAME,
  'fle-encrypted-fields': WHOLE,
  'c-port': PORT,
  'time-to-first-byte': DECIMAL,
  'x-edge-detailed-result-type': NAME,
  'sc-content-len': WHOLE,
  'sc-range-start': WHOLE,
  'sc-range-end': WHOLE,
  'origin-fbl': DECIMAL,
  'origin-lbl': DECIMAL,
  asn: WHOLE,
  'c-country': form('[A-Z]{2}'),
};

/** Times of upstream servers are lists after a retry. */
const DECIMALS = form(String.raw`[\d., :-]{1,200}`);

export const BAIDU_FORMS: FieldForms = {
  vip: ADDRESS,
  vport: PORT,
  response_status: STATUS,
  upstream_addr: ADDRESSES,
  upstream_status: STATUSES,
  remote_addr: ADDRESS,
  cip: ADDRESS,
  cport: PORT,
  server_addr: ADDRESS,
  server_port: PORT,
  scheme: form('[A-Za-z]{2,8}'),
  request_length: WHOLE,
  body_bytes_sent: WHOLE,
  upstream_connect_time: DECIMALS,
  upstream_response_time: DECIMALS,
  request_time: DECIMAL,
  ssl_handshake_time: DECIMAL,
  ssl_session_reused: form('[r.01]'),
  vdum_rs_proto: NAME,
  upstream_local_addr: ADDRESS,
};

export const JDCLOUD_FORMS: FieldForms = {
  timestamp: form(String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.:Z+-]*`),
  alb_id: NAME,
  client_ip: ADDRESS,
  client_port: PORT,
  lb_vip: ADDRESS,
  lb_vport: PORT,
  backend_server_ip_port: ADDRESSES,
  request_time: DECIMAL,
  backend_connect_time: DECIMALS,
  backend_response_time: DECIMALS,
  status: STATUS,
  backend_server_status: STATUSES,
  request_length: WHOLE,
  bytes_sent: WHOLE,
  scheme: form('[A-Za-z]{2,8}'),
  ssl_cipher: NAME,
  ssl_protocol: NAME,
  certificate_id: NAME,
  docker_ip_port: ADDRESSES,
  backend_id: NAME,
};
