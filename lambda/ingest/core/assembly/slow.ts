// Is a request slow? The limit of its route counts, else that of its target group, else that of its load balancer, else
// that for all: lambda/measure/allowed.ts says the same. A limit is the least number of milliseconds that is slow.

import { BALANCER_LIMITS, GROUP_LIMITS, ROUTE_LIMITS } from './memory';

/** Requests that are meant to take long: they are not judged. */
export const EXPECTED: u32 = 0xffffffff;

export const NOT_JUDGED: u32 = 0;
export const QUICK: u32 = 1;
export const SLOW: u32 = 2;

/** In the tables: there is no limit. */
export const NO_LIMIT: u32 = 0;

let limitForAll: u32 = EXPECTED;
let hasOthers: bool = false;

/** `others` says whether the tables hold any limit. */
export function setSlowLimit(milliseconds: u32, others: bool): void {
  limitForAll = milliseconds;
  hasOthers = others;
}

@inline
function limitOf(loadBalancer: u32, group: u32, route: u32): u32 {
  if (!hasOthers) return limitForAll;
  const ofRoute = load<u32>(ROUTE_LIMITS + (<usize>route << 2));
  if (ofRoute != NO_LIMIT) return ofRoute;
  const ofGroup = load<u32>(GROUP_LIMITS + (<usize>group << 2));
  if (ofGroup != NO_LIMIT) return ofGroup;
  const ofBalancer = load<u32>(BALANCER_LIMITS + (<usize>loadBalancer << 2));
  return ofBalancer != NO_LIMIT ? ofBalancer : limitForAll;
}

/** Of a request that would be judged if its limit did not say otherwise; `unanswered` is slow whatever the limit. */
@inline
export function judge(targetTime: i32, unanswered: bool, loadBalancer: u32, group: u32, route: u32): u32 {
  const limit = limitOf(loadBalancer, group, route);
  if (limit == EXPECTED) return NOT_JUDGED;
  return unanswered || <u32>targetTime >= limit ? SLOW : QUICK;
}
