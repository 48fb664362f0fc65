/**
 * How Athena reads the raw logs that are no lines of a load balancer: AWS WAF and CloudTrail as JSON, CloudFront
 * between tabs. Columns are those of AWS's own tables; JSON members become columns by their name in lower case.
 *
 * Source: Athena user guide, "Create a table for AWS WAF S3 logs in Athena using partition projection", "Create the
 * table for CloudTrail logs in Athena using partition projection", "Create a table for CloudFront standard logs using
 * legacy configuration".
 */

import type { TableReader } from './reader.ts';

const TEXT_INPUT = 'org.apache.hadoop.mapred.TextInputFormat';

const struct = (members: Readonly<Record<string, string>>): string =>
  `struct<${Object.entries(members)
    .map(([name, type]) => `${name}:${type}`)
    .join(',')}>`;
const arrayType = (type: string): string => `array<${type}>`;
const strings = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'string']));

const MATCH_DETAILS = arrayType(
  struct({ ...strings('conditiontype', 'sensitivitylevel', 'location'), matcheddata: arrayType('string') }),
);
const ANSWER = struct(strings('responsecode', 'solvetimestamp', 'failurereason'));
const NAMED_VALUES = arrayType(struct(strings('name', 'value')));
const RULE = { ...strings('ruleid', 'action'), rulematchdetails: MATCH_DETAILS };
const COUNTED_RULE = {
  ...strings('ruleid', 'action', 'overriddenaction'),
  rulematchdetails: MATCH_DETAILS,
  challengeresponse: ANSWER,
  captcharesponse: ANSWER,
};

/** Those of AWS's table, and what rate based rules and newer logs say as well. */
const WAF_COLUMNS = {
  timestamp: 'bigint',
  formatversion: 'int',
  ...strings('webaclid', 'terminatingruleid', 'terminatingruletype', 'action'),
  terminatingrulematchdetails: MATCH_DETAILS,
  ...strings('httpsourcename', 'httpsourceid'),
  rulegrouplist: arrayType(
    struct({
      rulegroupid: 'string',
      terminatingrule: struct(RULE),
      nonterminatingmatchingrules: arrayType(struct(COUNTED_RULE)),
      excludedrules: 'string',
    }),
  ),
  ratebasedrulelist: arrayType(
    struct({
      ...strings('ratebasedruleid', 'ratebasedrulename', 'limitkey'),
      maxrateallowed: 'int',
      ...strings('limitvalue', 'evaluationwindowsec'),
    }),
  ),
  nonterminatingmatchingrules: arrayType(struct(COUNTED_RULE)),
  requestheadersinserted: NAMED_VALUES,
  responsecodesent: 'string',
  httprequest: struct({
    ...strings('clientip', 'country'),
    headers: NAMED_VALUES,
    ...strings('uri', 'args', 'httpversion', 'httpmethod', 'requestid', 'fragment', 'scheme', 'host'),
  }),
  labels: arrayType(struct(strings('name'))),
  captcharesponse: ANSWER,
  challengeresponse: ANSWER,
  ...strings('ja3fingerprint', 'ja4fingerprint', 'oversizefields'),
  requestbodysize: 'int',
  requestbodysizeinspectedbywaf: 'int',
  ...strings('clientasn', 'forwardedasn'),
};

export const WAF_READER: TableReader = {
  columns: Object.entries(WAF_COLUMNS),
  library: 'org.openx.data.jsonserde.JsonSerDe',
  // One line cut short is a row of NULLs; without this it would fail every query that meets it.
  parameters: { 'ignore.malformed.json': 'true' },
  inputFormat: TEXT_INPUT,
};

const USER = strings('type', 'principalid', 'arn', 'accountid', 'username');

/** What a call asked for and was answered differs from call to call: text, for Athena's json_extract. */
const CLOUDTRAIL_COLUMNS = {
  eventversion: 'string',
  useridentity: struct({
    ...strings('type', 'principalid', 'arn', 'accountid', 'invokedby', 'accesskeyid', 'username'),
    onbehalfof: struct(strings('userid', 'identitystorearn')),
    sessioncontext: struct({
      attributes: struct(strings('mfaauthenticated', 'creationdate')),
      sessionissuer: struct(USER),
      ec2roledelivery: 'string',
      webidfederationdata: struct({ federatedprovider: 'string', attributes: 'map<string,string>' }),
    }),
  }),
  ...strings('eventtime', 'eventsource', 'eventname', 'awsregion', 'sourceipaddress', 'useragent', 'errorcode'),
  ...strings('errormessage', 'requestparameters', 'responseelements', 'additionaleventdata', 'requestid', 'eventid'),
  readonly: 'string',
  resources: arrayType(struct(strings('arn', 'accountid', 'type'))),
  ...strings('eventtype', 'apiversion', 'recipientaccountid', 'serviceeventdetails', 'sharedeventid'),
  ...strings('vpcendpointid', 'vpcendpointaccountid', 'eventcategory'),
  addendum: struct(strings('reason', 'updatedfields', 'originalrequestid', 'originaleventid')),
  ...strings('sessioncredentialfromconsole', 'edgedevicedetails'),
  tlsdetails: struct(strings('tlsversion', 'ciphersuite', 'clientprovidedhostheader')),
};

export const CLOUDTRAIL_READER: TableReader = {
  columns: Object.entries(CLOUDTRAIL_COLUMNS),
  library: 'org.apache.hive.hcatalog.data.JsonSerDe',
  parameters: { 'serialization.format': '1' },
  // Takes the `Records` of a file apart into rows.
  inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
};

/** In the order of the file: this reader knows no names. */
const CLOUDFRONT_COLUMNS = {
  date: 'date',
  ...strings('time', 'x_edge_location'),
  sc_bytes: 'bigint',
  ...strings('c_ip', 'cs_method', 'cs_host', 'cs_uri_stem'),
  sc_status: 'int',
  ...strings('cs_referrer', 'cs_user_agent', 'cs_uri_query', 'cs_cookie', 'x_edge_result_type', 'x_edge_request_id'),
  ...strings('x_host_header', 'cs_protocol'),
  cs_bytes: 'bigint',
  time_taken: 'float',
  ...strings('x_forwarded_for', 'ssl_protocol', 'ssl_cipher', 'x_edge_response_result_type', 'cs_protocol_version'),
  fle_status: 'string',
  fle_encrypted_fields: 'int',
  c_port: 'int',
  time_to_first_byte: 'float',
  ...strings('x_edge_detailed_result_type', 'sc_content_type'),
  ...{ sc_content_len: 'bigint', sc_range_start: 'bigint', sc_range_end: 'bigint' },
};

export const CLOUDFRONT_READER: TableReader = {
  columns: Object.entries(CLOUDFRONT_COLUMNS),
  library: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
  parameters: { 'serialization.format': '\t', 'field.delim': '\t' },
  inputFormat: TEXT_INPUT,
  // `#Version` and `#Fields`.
  tableParameters: { 'skip.header.line.count': '2' },
};
