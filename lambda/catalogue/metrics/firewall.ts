/** Metrics of the family `firewall`. */
import type { FirewallEntry } from '../entry.ts';
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

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
      meaning: 'Requests AWS WAF did not let through (BLOCK).',
      observe: (entry) => entry.action === 'BLOCK',
    },
    WafAction: {
      form: 'Tally',
      unit: 'Count',
      label: 'Action',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Requests by the action AWS WAF took.',
      observe: (entry) => entry.action,
    },
    WafTerminatingRule: {
      form: 'Tally',
      unit: 'Count',
      label: 'Rule',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Requests by the rule that decided, other than the default action.',
      observe: (entry) => (entry.terminatingRule === 'Default_Action' ? undefined : entry.terminatingRule),
    },
    WafBlockedRuleType: {
      form: 'Tally',
      unit: 'Count',
      label: 'RuleType',
      statistic: 'Sum',
      by: ['WebACL'],
      meaning: 'Blocked requests by the kind of rule: regular, rate-based, own or managed rule group.',
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
