/**
 * AWS WAF log: a moment -> a line.
 *
 * The story: an update of a managed rule group begins to block good checkouts by the size of their body.
 */
import { address, during, type Moment, pick, userAgent } from './moment.ts';

const BAD_UPDATE = [100, 120] as const;
const COMMON_RULES = 'AWS#AWSManagedRulesCommonRuleSet#Version_1.16';

/** What browsers send as well. */
const BROWSER_HEADERS = [
  { name: 'Accept', value: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8' },
  { name: 'Accept-Language', value: 'en-GB,en;q=0.8,de;q=0.5' },
  { name: 'Accept-Encoding', value: 'gzip, deflate, br, zstd' },
  { name: 'Referer', value: 'https://shop.example.com/' },
  { name: 'Upgrade-Insecure-Requests', value: '1' },
  { name: 'Sec-Fetch-Dest', value: 'document' },
  { name: 'Sec-Fetch-Mode', value: 'navigate' },
  { name: 'Sec-Fetch-Site', value: 'same-origin' },
];

interface RuleDecision {
  readonly rule: string;
  readonly type: string;
  readonly action: string;
  readonly path: string;
  /** The rule inside the managed group that decided. */
  readonly inner?: string;
  readonly counted?: string;
}

export function wafLine(loadBalancerId: string, moment: Moment): string {
  const { rule, type, action, path, inner, counted } = ruleDecision(moment);
  return JSON.stringify({
    timestamp: Math.floor(moment.time),
    formatVersion: 1,
    webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop-acl/0a1b2c3d-0000-4000-8000-000000000000',
    terminatingRuleId: rule,
    terminatingRuleType: type,
    action,
    terminatingRuleMatchDetails: [],
    httpSourceName: 'ALB',
    httpSourceId: `123456789012-${loadBalancerId}`,
    ruleGroupList: [
      {
        ruleGroupId: COMMON_RULES,
        terminatingRule: inner === undefined ? null : { ruleId: inner, action: 'BLOCK', ruleMatchDetails: null },
        nonTerminatingMatchingRules: [],
        excludedRules: null,
      },
    ],
    rateBasedRuleList: [],
    nonTerminatingMatchingRules: counted === undefined ? [] : [{ ruleId: counted, action: 'COUNT' }],
    responseCodeSent: action === 'CHALLENGE' ? 202 : null,
    httpRequest: httpRequest(moment, path),
    labels: [{ name: 'awswaf:managed:aws:core-rule-set:example' }],
  });
}

function httpRequest(moment: Moment, path: string) {
  const { r, time } = moment;
  return {
    clientIp: address(moment),
    country: pick(r, ['DE', 'GB', 'US', '-']),
    headers: [
      { name: 'Host', value: 'shop.example.com' },
      { name: 'User-Agent', value: userAgent(moment, 'Mozilla/5.0 (example)') },
      ...(moment.client === undefined ? [] : BROWSER_HEADERS),
    ],
    uri: path,
    args: `session=${r.hex(8)}`,
    httpVersion: 'HTTP/2.0',
    httpMethod: path.endsWith('/payment') ? 'POST' : 'GET',
    requestId: `1-${Math.floor(time / 1000).toString(16)}-${r.hex(24)}`,
  };
}

function ruleDecision(moment: Moment): RuleDecision {
  const { r } = moment;
  const managed = { rule: 'common-rules', type: 'MANAGED_RULE_GROUP', action: 'BLOCK' } as const;
  const payment = `/checkout/${r.below(1_000_000)}/payment`;
  if (during(moment, ...BAD_UPDATE) && r.below(4) === 0) {
    return { ...managed, inner: 'SizeRestrictions_BODY', path: payment };
  }
  switch (r.below(30)) {
    case 0:
      return { ...managed, inner: 'GenericLFI_URIPATH', path: '/../../etc/passwd' };
    case 1:
      return { rule: 'too-many-logins', type: 'RATE_BASED', action: 'BLOCK', path: '/login' };
    case 2:
      return { rule: 'bots', type: 'REGULAR', action: 'CHALLENGE', path: '/search' };
    case 3:
      return { rule: 'Default_Action', type: 'REGULAR', action: 'ALLOW', path: '/search', counted: 'new-geo-rule' };
    default:
      return { rule: 'Default_Action', type: 'REGULAR', action: 'ALLOW', path: `/items/${r.below(1_000_000)}` };
  }
}
