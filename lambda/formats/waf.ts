/**
 * AWS WAF log, one JSON object a line: line -> FirewallEntry.
 *
 * Source: AWS WAF developer guide, "Log fields for web ACL traffic". Any member may be absent or null and new ones
 * appear. Key: `[prefix/]AWSLogs/<account>/WAFLogs/<region or
 * cloudfront>/<web-acl>/yyyy/MM/dd/HH/mm/<account>_waflogs_<region>_<web-acl>_<end>_<hash>.log.gz`
 */

import { type Parsed, SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import { isObject } from '../catalogue/json-object.ts';
import type { FirewallEntry } from '../catalogue/metrics/firewall.ts';
import { endTime } from './elb-key.ts';
import { isName, text } from './fields.ts';
import { type Format, type KeyFacts, NO_FACTS } from './format.ts';
import { type MembersLayout, withLayout } from './layout.ts';
import { fieldNamesIn, jsonObject } from './rows.ts';

export const waf: Format<'firewall'> = {
  name: 'waf',
  family: 'firewall',
  intervalMinutes: 5,
  encoding: 'utf8',
  framing: 'rows',
  owns: (_key, basename) => basename.includes('_waflogs_'),
  looksLike: (line) => fieldNamesIn(line).includes('webaclId'),
  facts: wafFacts,
  parser: () =>
    withLayout(
      (line) => parseWaf(line),
      () => LAYOUT,
    ),
};

const LAYOUT: MembersLayout<keyof FirewallEntry> = {
  separator: undefined,
  time: { field: 'timestamp', form: 'epoch' },
  ...{ numbers: {}, words: {}, ports: [] },
  decides: [
    ...[
      'webaclId',
      'action',
      'terminatingRuleId',
      'terminatingRuleType',
      'ruleGroupList',
      'nonTerminatingMatchingRules',
    ],
    ...['httpSourceId', 'responseCodeSent'],
  ],
  onDemand: ['traceId', 'client', 'country', 'method', 'host', 'uri'],
};

function wafFacts(_key: string, basename: string): KeyFacts {
  const [, account, region, end] = /^(\d{12})_waflogs_([a-z0-9-]+)_.*_(\d{8}T\d{4}Z)_/.exec(basename) ?? [];
  return { ...NO_FACTS, account, region, end: endTime(end) };
}

/** One line without its line end -> its entry. Never throws. */
function parseWaf(line: string): Parsed<FirewallEntry> {
  if (line.trim() === '') return SKIPPED;
  const log = jsonObject(line);
  const { timestamp, webaclId, action, terminatingRuleId } = log ?? {};
  if (log === undefined || typeof timestamp !== 'number' || !isMilliseconds(timestamp)) return UNPARSED;
  if (typeof webaclId !== 'string' || typeof action !== 'string' || !ACTION.test(action)) return UNPARSED;
  const groups = objects(log.ruleGroupList);
  const ruleType = string(log.terminatingRuleType);
  const request = isObject(log.httpRequest) ? log.httpRequest : {};
  const webAcl = nameInArn(webaclId, WEB_ACL);
  const counted = countedRules(log, groups);
  if (!isName(webAcl) || counted.length > COUNTED_RULES_MAX) return UNPARSED;
  return {
    time: timestamp,
    webAcl,
    action,
    terminatingRule: terminatingRule(string(terminatingRuleId) ?? 'Unknown', ruleType, groups),
    terminatingRuleType: ruleType,
    countedRules: counted,
    loadBalancer: loadBalancerIn(string(log.httpSourceId)),
    traceId: requestId(string(request.requestId)),
    responseCodeSent: typeof log.responseCodeSent === 'number' ? log.responseCodeSent : undefined,
    client: string(request.clientIp),
    country: string(request.country),
    method: string(request.httpMethod),
    host: string(request.host) ?? header(request, 'host'),
    uri: string(request.uri)?.split('?', 1)[0],
  };
}

const ACTION = /^[A-Z_]{1,32}$/;
/** Rules that match one request and only count are a handful; each can make a series. */
const COUNTED_RULES_MAX = 1_000;
/** Milliseconds from 2001 to 2286; seconds or nanoseconds would land the entry in another age. */
function isMilliseconds(time: number): boolean {
  return Number.isInteger(time) && time >= 1e12 && time < 1e13;
}

type WafMembers = Readonly<Record<string, unknown>>;

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? text(value) : undefined;
}

function objects(value: unknown): readonly WafMembers[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** `arn:aws:wafv2:…:regional/webacl/NAME/ID` -> NAME, the value of the native metrics; an id of WAF Classic stays. */
function nameInArn(id: string, pattern: RegExp): string {
  return pattern.exec(id)?.[1] ?? (id === '' ? 'Unknown' : id);
}

const WEB_ACL = /\/webacl\/([^/]+)/;
const RULE_GROUP = /\/rulegroup\/([^/]+)/;

/**
 * `AWS#AWSManagedRulesCommonRuleSet#Version_1.0` -> without vendor and version, so that an update does not begin a new
 * series.
 */
function groupName(group: WafMembers): string {
  const id = string(group.ruleGroupId) ?? 'Unknown';
  return id.includes('#') ? (id.split('#')[1] ?? id) : nameInArn(id, RULE_GROUP);
}

/**
 * Where a group decided, its rule is named too: a new version of a managed group may block by one new rule. A group
 * whose result is overridden to count has a rule that ended it as well, but then something else decided, or a group
 * after it. Source: AWS WAF developer guide, "Overriding rule actions in a rule group".
 */
function terminatingRule(id: string, type: string | undefined, groups: readonly WafMembers[]): string {
  if (type === undefined || !GROUP_TYPES.has(type)) return id;
  const inner = groups.map(({ terminatingRule: rule }) => (isObject(rule) ? string(rule.ruleId) : undefined));
  const ruleId = inner.findLast((found) => found !== undefined);
  return ruleId === undefined || ruleId === id ? id : `${id}/${ruleId}`;
}

const GROUP_TYPES = new Set(['GROUP', 'MANAGED_RULE_GROUP']);

/**
 * Rules whose action is to count, in the web ACL and in its groups; and rules of groups that are excluded, which then
 * count.
 */
function countedRules(log: WafMembers, groups: readonly WafMembers[]): readonly string[] {
  const counted = (list: unknown): readonly string[] =>
    objects(list).flatMap(({ action, ruleId }) => (action === 'COUNT' && typeof ruleId === 'string' ? [ruleId] : []));
  const inGroups = groups.flatMap((group) => {
    const excluded = objects(group.excludedRules).flatMap(({ ruleId }) => (typeof ruleId === 'string' ? [ruleId] : []));
    const name = groupName(group);
    return [...counted(group.nonTerminatingMatchingRules), ...excluded].map((ruleId) => `${name}/${ruleId}`);
  });
  return [...new Set([...counted(log.nonTerminatingMatchingRules), ...inGroups])];
}

/** Of an ALB: the trace id without `Root=`. The text `null` is there if there was none. */
function requestId(id: string | undefined): string | undefined {
  return id === 'null' ? undefined : id;
}

/** `<account>-app/name/id` -> `app/name/id`. */
function loadBalancerIn(source: string | undefined): string | undefined {
  return /^\d{12}-(app\/[^/\s]+\/[0-9a-f]+)$/.exec(source ?? '')?.[1];
}

function header(request: WafMembers, name: string): string | undefined {
  const found = objects(request.headers).find((one) => string(one.name)?.toLowerCase() === name);
  return string(found?.value);
}
