/** What a key says of its object -> whether the settings leave it out, and why. */
import type { Config } from '../config.ts';
import type { AnyFormat, KeyFacts } from '../formats/format.ts';

/** Why the settings leave the object out. What the key does not tell is not held against it. */
export function filteredBy(config: Config, { family }: AnyFormat, facts: KeyFacts): string | undefined {
  if (!config.families.includes(family)) return 'family';
  const isLeftOut = (wanted: readonly string[], value: string | undefined): boolean =>
    wanted.length > 0 && value !== undefined && !wanted.includes(value);
  if (isLeftOut(config.accounts, facts.account)) return 'account';
  if (isLeftOut(config.regions, facts.region)) return 'region';
  if (isLeftOut(config.loadBalancers, facts.loadBalancer)) return 'loadBalancer';
  return undefined;
}
