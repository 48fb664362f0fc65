/**
 * Judged requests -> for each rule that stopped requests one example and how many there were, the busiest rules first.
 * A rule that blocks good traffic shows in its paths. No query string, no header; where the client is and what it asked
 * for only if a setting asks.
 */

import { keptEntry, keptText } from '../../catalogue/kept-text.ts';
import type { FirewallEntry } from '../../catalogue/metrics/firewall.ts';
import type { ExampleSettings } from '../../config.ts';
import { readableMethod, withoutUser } from '../request.ts';
import type { Observer } from './observer.ts';
import { isoText, keptTexts } from './texts.ts';

interface Stopped {
  readonly first: FirewallEntry;
  requests: number;
}

/** A web ACL's capacity is far below what this many rules need. */
const RULES_MAX = 1_000;
/** Of a web ACL, a rule and an action. */
const KEY_CHARACTERS_MAX = 1_024;

export function observeFirewall(settings: ExampleSettings): Observer<FirewallEntry> {
  const rules = new Map<string, Stopped>();
  return {
    sets: [],
    observe(entry) {
      if (entry.action === 'ALLOW') return;
      const key = keptText(`${entry.webAcl}\n${entry.terminatingRule}\n${entry.action}`, KEY_CHARACTERS_MAX);
      const known = rules.get(key);
      if (known !== undefined) known.requests += 1;
      else if (rules.size < RULES_MAX) rules.set(key, { first: keptEntry(entry), requests: 1 });
    },
    notes: () =>
      [...rules.values()]
        .sort((left, right) => right.requests - left.requests)
        .slice(0, settings.errors)
        .map((stopped) => stoppedLine(stopped, settings)),
    drift: () => 0,
  };
}

function stoppedLine({ first, requests }: Stopped, settings: ExampleSettings) {
  const personal = settings.clientAddress ? first : undefined;
  return {
    kind: 'wafStopped',
    time: isoText(first.time),
    requests,
    ...keptTexts({
      webAcl: first.webAcl,
      rule: first.terminatingRule,
      ruleType: first.terminatingRuleType,
      action: first.action,
      loadBalancer: first.loadBalancer,
      method: readableMethod(first.method),
      traceId: first.traceId,
      host: withoutUser(personal?.host),
      path: personal?.uri,
      country: personal?.country,
      client: personal?.client,
    }),
  };
}
