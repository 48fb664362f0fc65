/**
 * Outcomes that the core has counted -> the rows of lambda/measure/outcomes.ts. The core keeps them among the outlying values, under the
 * bits of a place instead of an address: see countOutcome() in assembly/counters.ts.
 */
import type { Routes } from '../../diagnosis/routes.ts';
import { addOutcome, type Outcomes } from '../../measure/outcomes.ts';
import type { Meanings } from './meanings.ts';

/** Addresses are below it. */
const OUTCOME = 0x80000000;

export interface Counted {
  /** Address or place -> value -> how often. */
  readonly outlying: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly meanings: Meanings;
  readonly routes: Routes | undefined;
}

export function addOutcomes(outcomes: Outcomes, { outlying, meanings, routes }: Counted): void {
  for (const [place, values] of outlying) {
    if (place < OUTCOME) continue;
    const loadBalancer = meanings.loadBalancers[(place >>> 17) & 0x3fff] ?? '';
    const targetGroup = meanings.targetGroups[(place >>> 7) & 0x3ff];
    const route = routes?.names[place & 0x7f];
    for (const [value, requests] of values) {
      const entry = meanings.kinds[(value >>> 14) & 0xfff]?.entry;
      const { elbStatusCode, cause } = entry ?? {};
      const tenths = value & 0x3fff;
      addOutcome(
        outcomes,
        { periodStart: meanings.minutes[value >>> 26] ?? 0, loadBalancer, targetGroup, route, elbStatusCode, cause },
        { requests, tenths: tenths === 0 ? undefined : tenths },
      );
    }
  }
}
