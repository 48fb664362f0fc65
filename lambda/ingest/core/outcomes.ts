/**
 * Outcomes that the core has counted -> the rows of lambda/measure/outcomes.ts. The core keeps them among the outlying
 * values, under the bits of a place instead of an address: see countOutcome() in assembly/outlying.ts.
 */
import type { Routes } from '../../diagnosis/routes.ts';
import type { Services } from '../../diagnosis/services.ts';
import { addOutcome, type Outcomes } from '../../measure/outcomes.ts';
import { CORE } from './core.ts';
import type { Meanings } from './exports.ts';

/** Addresses are below it. */
const OUTCOME = CORE.OUTCOME >>> 0;
const GROUP_SHIFT = CORE.SERVICE_BITS + CORE.ROUTE_BITS;
const BALANCER_SHIFT = GROUP_SHIFT + CORE.GROUP_BITS;
const MINUTE_SHIFT = CORE.TENTHS_BITS + CORE.KIND_BITS;
/** The bit of OUTCOME. */
const PLACE_BITS = 31;

export interface Counted {
  /** Address or place -> value -> how often. */
  readonly outlying: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly meanings: Meanings;
  readonly routes: Routes | undefined;
  readonly services: Services | undefined;
}

export function addOutcomes(outcomes: Outcomes, { outlying, meanings, routes, services }: Counted): void {
  for (const [place, values] of outlying) {
    if (place < OUTCOME) continue;
    const loadBalancer = meanings.loadBalancers[bits(place, BALANCER_SHIFT, PLACE_BITS)] ?? '';
    const targetGroup = meanings.targetGroups[bits(place, GROUP_SHIFT, BALANCER_SHIFT)];
    const route = routes?.names[bits(place, CORE.SERVICE_BITS, GROUP_SHIFT)];
    const service = services?.names[bits(place, 0, CORE.SERVICE_BITS)];
    values.forEach((requests, value) => {
      const entry = meanings.kinds[bits(value, CORE.TENTHS_BITS, MINUTE_SHIFT)]?.entry;
      const { elbStatusCode, cause } = entry ?? {};
      const tenths = bits(value, 0, CORE.TENTHS_BITS);
      addOutcome(
        outcomes,
        {
          periodStart: meanings.minutes[value >>> MINUTE_SHIFT] ?? 0,
          loadBalancer,
          targetGroup,
          route,
          service,
          elbStatusCode,
          cause,
        },
        { requests, tenths: tenths === 0 ? undefined : tenths },
      );
    });
  }
}

/** The number in the bits from `from` to below `to`. */
export function bits(word: number, from: number, to: number): number {
  return (word >>> from) & ((1 << (to - from)) - 1);
}
