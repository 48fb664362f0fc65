// Values that no histogram has a bucket for, kept one by one: counters and value, then how often. And the outcomes of
// requests, which are counted in the same table.

import { OUTLYING, OUTLYING_MAX, OUTLYING_OF, OUTLYING_SIZE, OUTLYING_SLOTS } from './memory';

let outlying: u32 = 0;

/** Which of the four times, above so many bits of milliseconds in the value of an outlying one. */
export const OF_TARGET_TIME: u32 = 0;
export const OF_REQUEST_TIME: u32 = 1;
export const OF_RESPONSE_TIME: u32 = 2;
export const OF_ELAPSED_TIME: u32 = 3;
export const MILLISECONDS_BITS: u32 = 30;

export function outlyingCount(): u32 {
  return outlying;
}

export function forgetOutlying(): void {
  if (outlying == 0) return;
  memory.fill(OUTLYING_OF, 0, OUTLYING_SLOTS * 2);
  outlying = 0;
}

export function hasRoomForOutlying(): bool {
  // A line has four times, the target time up to three times over, and an outcome.
  return outlying + 16 <= OUTLYING_MAX;
}

/**
 * In place of an address, with a place below it: load balancer, target group, route and service. Then the value is
 * minute, kind and tenths of a second.
 */
export const OUTCOME: u32 = 0x80000000;
export const ROUTE_BITS: u32 = 7;
export const SERVICE_BITS: u32 = 7;
export const GROUP_BITS: u32 = 10;
export const KIND_BITS: u32 = 12;
export const TENTHS_BITS: u32 = 14;
/** As in lambda/measure/outcomes.ts. */
const TENTHS_MIN: u32 = 10;
const TENTHS_MAX: u32 = (1 << TENTHS_BITS) - 1;

export function placeOf(loadBalancer: u32, group: u32, route: u32, service: u32): u32 {
  return (((((loadBalancer << GROUP_BITS) | group) << ROUTE_BITS) | route) << SERVICE_BITS) | service;
}

/** One line in the table of outcomes; below zero milliseconds the time is of no interest. */
export function countOutcome(place: u32, minute: u32, kind: u32, milliseconds: i32): void {
  const tenths: u32 = milliseconds < 0 ? 0 : (<u32>milliseconds + 50) / 100;
  countOutlying(OUTCOME | place, (((minute << KIND_BITS) | kind) << TENTHS_BITS) | (tenths < TENTHS_MIN ? 0 : min(tenths, TENTHS_MAX)));
}

/** One more of a value: which time and milliseconds, of the counters at the address. */
export function countOutlying(at: usize, value: u32): void {
  const key = (<u64>at << 32) | value;
  let slot = <usize>((key * 0x9e3779b97f4a7c15) >> 49);
  while (true) {
    const id = <usize>load<u16>(OUTLYING_OF + (slot << 1));
    if (id == 0) {
      addOutlying(key, slot);
      return;
    }
    const entry = OUTLYING + (id - 1) * OUTLYING_SIZE;
    if (load<u64>(entry) == key) {
      store<u32>(entry, load<u32>(entry, 8) + 1, 8);
      return;
    }
    slot = (slot + 1) & (OUTLYING_SLOTS - 1);
  }
}

function addOutlying(key: u64, slot: usize): void {
  const entry = OUTLYING + <usize>outlying * OUTLYING_SIZE;
  store<u64>(entry, key);
  store<u32>(entry, 1, 8);
  store<u16>(OUTLYING_OF + (slot << 1), <u16>++outlying);
}
