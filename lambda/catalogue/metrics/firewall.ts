/** Entries and metrics of the family `firewall`. */
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

/** One request as AWS WAF judged it. */
export interface FirewallEntry {
  readonly time: number;
  readonly webAcl: string;
  /** `ALLOW`, `BLOCK`, `CAPTCHA`, `CHALLENGE`. */
  readonly action: string;
  /** Name of the rule that decided, `group/rule` where it is in a rule group, `Default_Action` if none did. */
  readonly terminatingRule: string;
  /** `REGULAR`, `RATE_BASED`, `GROUP`, `MANAGED_RULE_GROUP`. */
  readonly terminatingRuleType: string | undefined;
  /** Rules that matched and only counted, with names of the same form. */
  readonly countedRules: readonly string[];
  /** `app/name/id` where the source is an ALB. */
  readonly loadBalancer: string | undefined;
  readonly traceId: string | undefined;
  readonly responseCodeSent: number | undefined;
  readonly client: string | undefined;
  readonly country: string | undefined;
  readonly method: string | undefined;
  readonly host: string | undefined;
  /** The path alone; the query string is left in the log. */
  readonly uri: string | undefined;
}

export const firewall = {
  title: 'Firewall',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    WebACL: { names: ['WebACL'], values: (entry) => [entry.webAcl] },
  },
  metrics: {
    WafBlocked: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'WebACL'],
      meaning: 'Requests that AWS WAF blocked (BLOCK).',
      observe: (entry) => entry.action === 'BLOCK',
    },
    WafAction: {
      form: 'Tally',
      unit: 'Count',
      label: 'Action',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Requests by the action of AWS WAF.',
      observe: (entry) => entry.action,
    },
    WafTerminatingRule: {
      form: 'Tally',
      unit: 'Count',
      label: 'Rule',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Requests by the rule that decided, without the default action.',
      observe: (entry) => (entry.terminatingRule === 'Default_Action' ? undefined : entry.terminatingRule),
    },
    WafBlockedRuleType: {
      form: 'Tally',
      unit: 'Count',
      label: 'RuleType',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Blocked requests by the kind of rule: regular, rate-based, your own rule group or a managed one.',
      observe: (entry) => (entry.action === 'BLOCK' ? (entry.terminatingRuleType ?? 'Unknown') : undefined),
    },
    WafCountedRule: {
      form: 'Tally',
      unit: 'Count',
      label: 'Rule',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Matches of rules that only count.',
      observe: (entry) => entry.countedRules,
    },
  },
} as const satisfies FamilyDefinition<FirewallEntry>;
