/**
 * CloudTrail log file: one element of its `Records` -> ApiEventEntry, if it is a call of the Elastic Load Balancing
 * API.
 *
 * Source: CloudTrail user guide, "CloudTrail record contents"; ELB user guides, "Log API calls". Events of other
 * services are skipped. Repeats of an eventID in the file are skipped, too, because delivery is at least once. Key:
 * `[prefix/]AWSLogs/[o-orgid/]<account>/CloudTrail/<region>/yyyy/MM/dd/<account>_CloudTrail_<region>_<time>_<random>.json.gz`
 */

import { type Parsed, SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import { isObject } from '../catalogue/json-object.ts';
import { keptText } from '../catalogue/kept-text.ts';
import type { ApiEventEntry } from '../catalogue/metrics/api-events.ts';
import { endTime } from './elb-key.ts';
import { isName, isoTime, text } from './fields.ts';
import { type Format, type KeyFacts, NO_FACTS } from './format.ts';
import { type MembersLayout, withLayout } from './layout.ts';
import { jsonObject } from './rows.ts';

/** A log without a record that ends. */
const DOCUMENT = /^\{\s*"Records"\s*:/;
/** Who was called. In a notification of S3, which has the same members, it is `aws:s3`. */
const SERVICE = /^[a-z\d.-]+\.amazonaws\.com$/;

export const cloudtrail: Format<'apiEvents'> = {
  name: 'cloudtrail',
  family: 'apiEvents',
  encoding: 'utf8',
  framing: 'records',
  owns: (_key, basename) => /_CloudTrail_.*\.json(?:\.gz)?$/.test(basename),
  looksLike: (line) => DOCUMENT.test(line) || SERVICE.test(String(jsonObject(line)?.eventSource)),
  facts: cloudtrailFacts,
  identity: ({ eventId }) => eventId,
  parser: () =>
    withLayout(
      (record) => parseCloudtrail(record),
      () => LAYOUT,
    ),
};

const LAYOUT: MembersLayout<keyof ApiEventEntry> = {
  separator: undefined,
  time: { field: 'eventTime', form: 'iso' },
  ...{ numbers: {}, words: {}, ports: [] },
  texts: { eventID: 'eventId' },
  skipsBy: 'eventSource',
  decides: ['eventSource', 'eventName', 'errorCode', 'readOnly'],
  onDemand: ['principal', 'sourceIpAddress', 'region', 'resource', 'classicLoadBalancer', 'changes'],
};

/** The time in the name is that of delivery: the end of what the file holds. */
function cloudtrailFacts(_key: string, basename: string): KeyFacts {
  const [, account, region, end] = /^(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4}Z)_/.exec(basename) ?? [];
  return { ...NO_FACTS, account, region, end: endTime(end) };
}

const SOURCE = 'elasticloadbalancing.amazonaws.com';

/** The text of one record -> its entry. Never throws. */
function parseCloudtrail(record: string): Parsed<ApiEventEntry> {
  // Most records are of other services; looking for the name costs a tenth of parsing. One cut short before its source
  // is a loss.
  if (!record.includes(SOURCE)) return record.includes('"eventSource"') ? SKIPPED : UNPARSED;
  const event = jsonObject(record);
  if (event === undefined) return UNPARSED;
  if (event.eventSource !== SOURCE) return SKIPPED;
  const time = typeof event.eventTime === 'string' ? isoTime(event.eventTime) : Number.NaN;
  const { eventName, eventID } = event;
  if (Number.isNaN(time) || typeof eventName !== 'string' || !EVENT_NAME.test(eventName)) return UNPARSED;
  const eventId = typeof eventID === 'string' ? eventID : `${event.eventTime} ${eventName} ${String(event.requestID)}`;
  const errorCode = string(event.errorCode);
  if (eventId.length > EVENT_ID_CHARACTERS_MAX || (errorCode !== undefined && !isName(errorCode))) return UNPARSED;
  return {
    time,
    eventId,
    eventName,
    readOnly: typeof event.readOnly === 'boolean' ? event.readOnly : READS.test(eventName),
    errorCode,
    principal: principal(event),
    sourceIpAddress: string(event.sourceIPAddress),
    region: string(event.awsRegion),
    resource: resource(event),
    classicLoadBalancer: isObject(event.requestParameters) ? firstOf(event.requestParameters, CLASSIC) : undefined,
    changes: changes(event.requestParameters),
  };
}

const EVENT_NAME = /^[A-Za-z0-9]{1,100}$/;
/**
 * An eventID is a UUID; records without one are known by time, name and requestID. Ids are remembered, so they must be
 * short.
 */
const EVENT_ID_CHARACTERS_MAX = 256;
/** Old records do not say whether a call only reads. */
const READS = /^(?:Describe|Get|List)/;

type EventMembers = Readonly<Record<string, unknown>>;

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? text(value) : undefined;
}

/** An AWS service that acts for somebody is named by its principal; else the ARN, for a role with its session. */
function principal(event: EventMembers): string | undefined {
  const identity = isObject(event.userIdentity) ? event.userIdentity : {};
  return (
    string(identity.arn) ?? string(identity.invokedBy) ?? string(identity.userName) ?? string(identity.principalId)
  );
}

/** What the request names comes first; a call that creates something names it in its response. */
function resource(event: EventMembers): string | undefined {
  const request = isObject(event.requestParameters) ? event.requestParameters : {};
  return arnIn(request) ?? arnIn(created(event.responseElements)) ?? firstOf(request, NAMES);
}

const ARNS = [
  'loadBalancerArn',
  'targetGroupArn',
  'listenerArn',
  'ruleArn',
  'trustStoreArn',
  'resourceArn',
  'resourceArns',
];
/** Only the API of Classic Load Balancers (version 2012-06-01) calls them so; a `name` may be that of anything. */
const CLASSIC = ['loadBalancerName', 'loadBalancerNames'];
const NAMES = [...CLASSIC, 'name', 'names', 'loadBalancerArns', 'targetGroupArns'];

function arnIn(members: EventMembers): string | undefined {
  return firstOf(members, ARNS);
}

function firstOf(members: EventMembers, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = members[name];
    const found = string(Array.isArray(value) ? value[0] : value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `{loadBalancers: [{loadBalancerArn}]}` -> its first element. */
function created(response: unknown): EventMembers {
  if (!isObject(response)) return {};
  const list = Object.values(response).find(Array.isArray);
  return isObject(list?.[0]) ? list[0] : {};
}

const CHANGES_MAX = 10;
const CHANGE_CHARACTERS_MAX = 100;

function changes(parameters: unknown): readonly string[] {
  if (!isObject(parameters)) return [];
  const lists = [parameters.attributes, parameters.targets, parameters.instances];
  return lists
    .flatMap((list) => (Array.isArray(list) ? list.slice(0, CHANGES_MAX).filter(isObject) : []))
    .map(change)
    .filter((text) => text !== '')
    .slice(0, CHANGES_MAX)
    .map((text) => keptText(text, CHANGE_CHARACTERS_MAX));
}

function change({ key, value, id, port, instanceId }: EventMembers): string {
  if (key !== undefined) return `${String(key)}=${String(value)}`;
  if (id !== undefined) return port === undefined ? String(id) : `${String(id)}:${String(port)}`;
  return instanceId === undefined ? '' : String(instanceId);
}
