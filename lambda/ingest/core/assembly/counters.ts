// What is counted, in linear memory until the host takes it (drain): for each minute of a load balancer, and for its
// target groups, its routes, its services, and each target: how many lines of each kind, and histograms of the times, a
// bucket a millisecond.

import {
  BALANCER_OF, BALANCER_SIZE, BALANCERS, COUNTERS, COUNTERS_AT_FIRST, COUNTERS_MAX, COUNTERS_SIZE, GROUP_OF, MINUTES_MAX, OWNERS_MAX, ROUTE_OF, SERVICE_OF,
} from './memory';
import {
  countOutlying, forgetOutlying, MILLISECONDS_BITS, OF_ELAPSED_TIME, OF_REQUEST_TIME, OF_RESPONSE_TIME, OF_TARGET_TIME,
} from './outlying';

/**
 * Layout of counters: 0 what they belong to, 4 owner, 8 member, 12 slow ones, 16 those not judged; then one word a
 * kind, half a word a millisecond of target time, and as much a millisecond elapsed.
 */
export const SLOW_COUNT: usize = 12;
/** Of the lines whose kind is judged slow or not, those whose limit says that they are not. */
export const NOT_JUDGED_COUNT: usize = 16;
export const KIND_COUNTS: usize = 32;
export const KIND_COUNTERS: u32 = 512;
export const TARGET_TIMES: usize = 2080;
export const TARGET_TIMES_MAX: u32 = 1024;
export const ELAPSED_TIMES: usize = 4128;
export const ELAPSED_TIMES_MAX: u32 = 1024;
/**
 * A minute of a load balancer has more: the two other times, and both byte counts (sum, sum, least, most, least, most).
 */
export const REQUEST_TIMES: usize = 6176;
export const RESPONSE_TIMES: usize = 6688;
export const OTHER_TIMES_MAX: u32 = 256;
export const BYTES: usize = 7200;

export const OF_GROUP: u32 = 1;
export const OF_ROUTE: u32 = 2;
export const OF_TARGET: u32 = 3;
export const OF_SERVICE: u32 = 4;

/**
 * Targets share counters, because logs can have thousands of them that take turns, and what lies close together is
 * quicker: 4 how many there are, then those of each. Layout of these: 0 the target's entry, 4 its lines, 8 those that
 * ended with a server error, then a byte a millisecond of target time.
 */
export const TARGETS_AT: usize = 32;
const TARGETS_MOST: u32 = 5;
export const TARGET_COUNTERS_SIZE: usize = 1088;
export const TARGET_LINES: usize = 4;
export const TARGET_ERRORS: usize = 8;
export const TARGET_HISTOGRAM: usize = 32;
/**
 * The most that a bucket of half a word holds, and of a byte. Where there are more, an outlying value that has a bucket
 * stands for as many of them.
 */
export const HALF_MOST: u32 = 0xffff;
export const BYTE_MOST: u32 = 0xff;

let balancers: u32 = 0;
let counters: u32 = 0;
let targets: u32 = 0;
/** The counters that the last targets share. */
let lastTargets: usize = 0;

export function balancerCount(): u32 {
  return balancers;
}

export function counterCount(): u32 {
  return counters;
}

export function targetCount(): u32 {
  return targets;
}

export function forgetCounters(): void {
  memory.fill(BALANCER_OF, 0, <usize>MINUTES_MAX * 64 * 2);
  // A small object has five of the owners.
  memory.fill(GROUP_OF, 0, <usize>balancers * 256 * 2);
  memory.fill(ROUTE_OF, 0, <usize>balancers * 128 * 2);
  memory.fill(SERVICE_OF, 0, <usize>balancers * 128 * 2);
  balancers = 0;
  counters = 0;
  targets = 0;
  forgetOutlying();
}

/** The memory is another one for the host from now on. */
@external('host', 'grown')
declare function hostGrown(): void;

/** How many counters the memory holds as it is. */
let room: u32 = COUNTERS_AT_FIRST;

/** True while there is room for the counters one more line may need. */
export function hasRoomForCounters(): bool {
  return balancers < OWNERS_MAX && (counters + 4 <= room || grow());
}

/** False where there is no more memory to have. */
function grow(): bool {
  if (room == COUNTERS_MAX) return false;
  const end = COUNTERS + <usize>(room << 1) * COUNTERS_SIZE;
  if (memory.grow(<i32>((end + 0xffff) >> 16) - memory.size()) < 0) return false;
  room <<= 1;
  hostGrown();
  return true;
}

/** Index of the counters of a minute of a load balancer. */
export function balancerOf(minute: u32, loadBalancer: u32): u32 {
  const at = BALANCER_OF + (<usize>((minute << 6) | loadBalancer) << 1);
  const known = <u32>load<u16>(at);
  if (known != 0) return known - 1;
  const entry = BALANCERS + <usize>balancers * BALANCER_SIZE;
  memory.fill(entry, 0, BALANCER_SIZE);
  store<u32>(entry, minute, 4);
  store<u32>(entry, loadBalancer, 8);
  store<u64>(entry + BYTES, u64.MAX_VALUE, 16);
  store<u64>(entry + BYTES, u64.MAX_VALUE, 32);
  store<u16>(at, <u16>++balancers);
  return balancers - 1;
}

@inline
export function balancerAt(index: u32): usize {
  return BALANCERS + <usize>index * BALANCER_SIZE;
}

@inline
export function groupOf(balancer: u32, targetGroup: u32): usize {
  const at = GROUP_OF + (<usize>((balancer << 8) | targetGroup) << 1);
  const known = <u32>load<u16>(at);
  return known != 0 ? COUNTERS + <usize>(known - 1) * COUNTERS_SIZE : makeMember(at, OF_GROUP, balancer, targetGroup);
}

@inline
export function routeOf(balancer: u32, route: u32): usize {
  const at = ROUTE_OF + (<usize>((balancer << 7) | route) << 1);
  const known = <u32>load<u16>(at);
  return known != 0 ? COUNTERS + <usize>(known - 1) * COUNTERS_SIZE : makeMember(at, OF_ROUTE, balancer, route);
}

@inline
export function serviceOf(balancer: u32, service: u32): usize {
  const at = SERVICE_OF + (<usize>((balancer << 7) | service) << 1);
  const known = <u32>load<u16>(at);
  return known != 0 ? COUNTERS + <usize>(known - 1) * COUNTERS_SIZE : makeMember(at, OF_SERVICE, balancer, service);
}

function makeMember(at: usize, what: u32, owner: u32, member: u32): usize {
  const made = makeCounters(what, owner, member);
  store<u16>(at, <u16>counters);
  return made;
}

/** Counters of a target, whose entry this is. */
export function makeTargetCounters(target: usize): usize {
  const place = targets++ % TARGETS_MOST;
  if (place == 0) lastTargets = makeCounters(OF_TARGET, 0, 0);
  store<u32>(lastTargets, place + 1, 4);
  const entry = lastTargets + TARGETS_AT + <usize>place * TARGET_COUNTERS_SIZE;
  store<u32>(entry, <u32>target);
  return entry;
}

function makeCounters(what: u32, owner: u32, member: u32): usize {
  const entry = COUNTERS + <usize>counters * COUNTERS_SIZE;
  memory.fill(entry, 0, COUNTERS_SIZE);
  store<u32>(entry, what);
  store<u32>(entry, owner, 4);
  store<u32>(entry, member, 8);
  counters++;
  return entry;
}

@inline
function increment(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

/** One line of a kind, with its target time in milliseconds (below zero: none). */
@inline
export function count(at: usize, kind: u32, targetTime: i32): void {
  increment(at + KIND_COUNTS + (<usize>kind << 2));
  if (targetTime >= 0) countTime(at, TARGET_TIMES, TARGET_TIMES_MAX, OF_TARGET_TIME, targetTime);
}

/** One line of a target, with its target time as in count(). */
@inline
export function countForTarget(at: usize, isError: bool, targetTime: i32): void {
  increment(at + TARGET_LINES);
  if (isError) increment(at + TARGET_ERRORS);
  if (targetTime < 0) return;
  const bucket = at + TARGET_HISTOGRAM + <usize>targetTime;
  const isCounted = <u32>targetTime < TARGET_TIMES_MAX && <u32>load<u8>(bucket) != BYTE_MOST;
  if (!isCounted) countOutlying(at, (OF_TARGET_TIME << MILLISECONDS_BITS) | <u32>targetTime);
  if (<u32>targetTime < TARGET_TIMES_MAX) store<u8>(bucket, isCounted ? load<u8>(bucket) + 1 : 1);
}

@inline
function countTime(at: usize, histogram: usize, size: u32, which: u32, milliseconds: i32): void {
  const bucket = at + histogram + (<usize>milliseconds << 1);
  const isCounted = <u32>milliseconds < size && <u32>load<u16>(bucket) != HALF_MOST;
  if (!isCounted) countOutlying(at, (which << MILLISECONDS_BITS) | <u32>milliseconds);
  if (<u32>milliseconds < size) store<u16>(bucket, isCounted ? load<u16>(bucket) + 1 : 1);
}

@inline
export function countElapsed(at: usize, milliseconds: i32): void {
  if (milliseconds >= 0) countTime(at, ELAPSED_TIMES, ELAPSED_TIMES_MAX, OF_ELAPSED_TIME, milliseconds);
}

@inline
export function countSlow(at: usize): void {
  increment(at + SLOW_COUNT);
}

@inline
export function countNotJudged(at: usize): void {
  increment(at + NOT_JUDGED_COUNT);
}

@inline
export function countRequestTime(at: usize, milliseconds: i32): void {
  if (milliseconds >= 0) countTime(at, REQUEST_TIMES, OTHER_TIMES_MAX, OF_REQUEST_TIME, milliseconds);
}

@inline
export function countResponseTime(at: usize, milliseconds: i32): void {
  if (milliseconds >= 0) countTime(at, RESPONSE_TIMES, OTHER_TIMES_MAX, OF_RESPONSE_TIME, milliseconds);
}

@inline
export function countBytes(at: usize, received: u64, sent: u64): void {
  store<u64>(at + BYTES, load<u64>(at + BYTES) + received);
  store<u64>(at + BYTES, load<u64>(at + BYTES, 8) + sent, 8);
  if (received < load<u64>(at + BYTES, 16)) store<u64>(at + BYTES, received, 16);
  if (received > load<u64>(at + BYTES, 24)) store<u64>(at + BYTES, received, 24);
  if (sent < load<u64>(at + BYTES, 32)) store<u64>(at + BYTES, sent, 32);
  if (sent > load<u64>(at + BYTES, 40)) store<u64>(at + BYTES, sent, 40);
}
