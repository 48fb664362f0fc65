// Byte strings that come again: minutes, load balancers, target groups, kinds of line, targets. Each is known by a
// small number from its first sight on, which is the host's to judge; recognizing it again is a comparison of bytes,
// never of a hash alone.

import {
  CANDIDATE, KIND_SIZE, KIND_SLOT_COUNT, KIND_SLOTS, KINDS, KINDS_MAX, LANES, LOAD_BALANCER_SLOTS, LOAD_BALANCERS, LOAD_BALANCERS_MAX, MINUTE_SIZE,
  MINUTES, MINUTES_MAX, NAME_SIZE, NAME_SLOTS, TARGET_GROUP_SLOTS, TARGET_GROUPS, TARGET_GROUPS_MAX, TARGET_SIZE, TARGET_SLOT_COUNT, TARGET_SLOTS,
  TARGETS, TARGETS_MAX,
} from './memory';

export const UNKNOWN: u32 = 0xffffffff;
/** The latest time of a minute in this object, in its entry; UNKNOWN while no line of it has been counted. */
export const MINUTE_LATEST: usize = 16;
const SPREAD: u64 = 0x9e3779b97f4a7c15;

let minutes: u32 = 0;
let loadBalancers: u32 = 0;
let targetGroups: u32 = 0;
let kinds: u32 = 0;
let targets: u32 = 0;
let lastMinute: u32 = 0;
let lastLoadBalancer: u32 = 0;
/** Its text; no length when there is none. */
let lastName: usize = 0;
let lastNameLength: usize = 0;

export function prepareWords(): void {
  memory.fill(LANES, 255, 16);
  memory.fill(LANES + 16, 0, 16);
}

/** Nothing is known any more. */
export function forgetWords(): void {
  forgetTargets();
  forgetMinutes();
  forgetNames();
  forgetKinds();
}

/** With more than these the next object would have too little room for those that are new in it. */
const MINUTES_KEPT_MAX: u32 = MINUTES_MAX / 4;
const LOAD_BALANCERS_KEPT_MAX: u32 = LOAD_BALANCERS_MAX / 2;
const TARGET_GROUPS_KEPT_MAX: u32 = TARGET_GROUPS_MAX / 2;
const KINDS_KEPT_MAX: u32 = KINDS_MAX / 2;

/** Before the next object: the words of the one before may be in it, too. */
export function forgetObject(): void {
  forgetTargets();
  if (minutes > MINUTES_KEPT_MAX) forgetMinutes();
  if (loadBalancers > LOAD_BALANCERS_KEPT_MAX || targetGroups > TARGET_GROUPS_KEPT_MAX) forgetNames();
  if (kinds > KINDS_KEPT_MAX) forgetKinds();
  for (let i: u32 = 0; i < minutes; i++) store<u32>(MINUTES + <usize>i * MINUTE_SIZE, UNKNOWN, MINUTE_LATEST);
}

function forgetTargets(): void {
  memory.fill(TARGET_SLOTS, 0, TARGET_SLOT_COUNT * 2);
  targets = 0;
}

export function forgetMinutes(): void {
  minutes = lastMinute = 0;
}

function forgetNames(): void {
  memory.fill(LOAD_BALANCER_SLOTS, 0, NAME_SLOTS * 2);
  memory.fill(TARGET_GROUP_SLOTS, 0, NAME_SLOTS * 2);
  loadBalancers = targetGroups = lastLoadBalancer = 0;
  lastNameLength = 0;
}

function forgetKinds(): void {
  memory.fill(KIND_SLOTS, 0, KIND_SLOT_COUNT * 2);
  kinds = 0;
}

/** How many words of each sort are known. */
export function minuteCount(): u32 {
  return minutes;
}

export function loadBalancerCount(): u32 {
  return loadBalancers;
}

export function targetGroupCount(): u32 {
  return targetGroups;
}

export function kindCount(): u32 {
  return kinds;
}

/** True while each table has room for the words of one more line. */
export function hasRoom(): bool {
  return (
    minutes < MINUTES_MAX &&
    loadBalancers < LOAD_BALANCERS_MAX &&
    targetGroups < TARGET_GROUPS_MAX &&
    kinds < KINDS_MAX &&
    targets < TARGETS_MAX
  );
}

/** A mask of the first `count` lanes, at most sixteen. */
@inline
export function lanes(count: usize): v128 {
  return v128.load(LANES + 16 - count);
}

/** Are `length` bytes the same? At least sixteen; the last block overlaps the one before. */
@inline
export function same(left: usize, right: usize, length: usize): bool {
  const last = length - 16;
  let differs = v128.xor(v128.load(left + last), v128.load(right + last));
  for (let at: usize = 0; at < last; at += 16) {
    differs = v128.or(differs, v128.xor(v128.load(left + at), v128.load(right + at)));
  }
  return !v128.any_true(differs);
}

/** `2026-07-01T10:04` */
export function findMinute(at: usize): u32 {
  const text = v128.load(at);
  if (lastMinute < minutes && !v128.any_true(v128.xor(text, v128.load(MINUTES + <usize>lastMinute * MINUTE_SIZE)))) {
    return lastMinute;
  }
  for (let i: u32 = 0; i < minutes; i++) {
    if (!v128.any_true(v128.xor(text, v128.load(MINUTES + <usize>i * MINUTE_SIZE)))) {
      lastMinute = i;
      return i;
    }
  }
  return UNKNOWN;
}

/** Returns its number. */
export function addMinute(at: usize): u32 {
  const entry = MINUTES + <usize>minutes * MINUTE_SIZE;
  v128.store(entry, v128.load(at));
  store<u32>(entry, UNKNOWN, MINUTE_LATEST);
  return minutes++;
}

/** Notes a time, in milliseconds within the minute. */
@inline
export function noteTime(minute: u32, milliseconds: u32): void {
  const at = MINUTES + <usize>minute * MINUTE_SIZE;
  // UNKNOWN is below zero.
  if (<i32>milliseconds > load<i32>(at, MINUTE_LATEST)) store<u32>(at, milliseconds, MINUTE_LATEST);
}

/** Names end in sixteen hexadecimal digits that AWS gave them, so the last eight bytes tell them apart. */
@inline
function nameSlot(at: usize, length: usize): u32 {
  return <u32>((load<u64>(at + length - 8) * SPREAD) >> 55);
}

function findName(names: usize, slots: usize, at: usize, length: usize): u32 {
  if (length < 16) return UNKNOWN;
  let slot = nameSlot(at, length);
  while (true) {
    const id = <u32>load<u16>(slots + (slot << 1));
    if (id == 0) return UNKNOWN;
    const entry = names + <usize>(id - 1) * NAME_SIZE;
    if (<usize>load<u32>(entry) == length && same(entry + 4, at, length)) return id - 1;
    slot = (slot + 1) & (NAME_SLOTS - 1);
  }
}

function addName(names: usize, slots: usize, id: u32, at: usize, length: usize): void {
  const entry = names + <usize>id * NAME_SIZE;
  store<u32>(entry, <u32>length);
  memory.copy(entry + 4, at, length);
  let slot = nameSlot(at, length);
  while (load<u16>(slots + (slot << 1)) != 0) slot = (slot + 1) & (NAME_SLOTS - 1);
  store<u16>(slots + (slot << 1), <u16>(id + 1));
}

/** Names of a length that the tables can hold. */
@inline
export function isNameable(length: usize): bool {
  return length >= 16 && length <= NAME_SIZE - 4;
}

/**
 * Real objects have one load balancer, so it is most often the one before. `at` may be any text; the name ends at the
 * next space.
 */
@inline
export function isLastLoadBalancer(at: usize): bool {
  const length = lastNameLength;
  return length != 0 && load<u8>(at + length) == 0x20 && same(lastName, at, length);
}

export function lastLoadBalancerLength(): usize {
  return lastNameLength;
}

export function lastLoadBalancerId(): u32 {
  return lastLoadBalancer;
}

export function findLoadBalancer(at: usize, length: usize): u32 {
  const id = findName(LOAD_BALANCERS, LOAD_BALANCER_SLOTS, at, length);
  if (id == UNKNOWN) return id;
  lastLoadBalancer = id;
  lastName = LOAD_BALANCERS + <usize>id * NAME_SIZE + 4;
  lastNameLength = length;
  return id;
}

export function addLoadBalancer(at: usize, length: usize): void {
  addName(LOAD_BALANCERS, LOAD_BALANCER_SLOTS, loadBalancers++, at, length);
}

export function findTargetGroup(at: usize, length: usize): u32 {
  return findName(TARGET_GROUPS, TARGET_GROUP_SLOTS, at, length);
}

export function addTargetGroup(at: usize, length: usize): void {
  addName(TARGET_GROUPS, TARGET_GROUP_SLOTS, targetGroups++, at, length);
}

/**
 * What makes a kind, at CANDIDATE: 0 type and 8 status codes, with the spaces behind them, 16 flags, 32 actions; if
 * flags say COMPLEX also seven texts from 64 on. 48 in a known kind: what it is, as the host says (line.ts).
 */
export const COMPLEX: u32 = 1 << 15;
const WHAT: usize = 48;
/**
 * How bad the lines of a kind are, which decides whether they are wanted as examples; and whether no target answered in
 * time.
 */
export const HAS_CAUSE: u32 = 1;
export const SERVER_ERROR: u32 = 2;
const BADNESS: u32 = HAS_CAUSE | SERVER_ERROR;
export const UNANSWERED: u32 = 4;

@inline
function kindSlot(): u32 {
  const words = load<u64>(CANDIDATE) ^ (load<u64>(CANDIDATE, 8) << 7) ^ (<u64>load<u32>(CANDIDATE, 16) << 24);
  return <u32>(((words ^ (load<u64>(CANDIDATE, 32) << 3)) * SPREAD) >> 53);
}

export function findKind(): u32 {
  let slot = kindSlot();
  const actions = v128.load(CANDIDATE + 32);
  const head = v128.load(CANDIDATE);
  const flags = load<u32>(CANDIDATE, 16);
  while (true) {
    const id = <u32>load<u16>(KIND_SLOTS + (slot << 1));
    if (id == 0) return UNKNOWN;
    const entry = KINDS + <usize>(id - 1) * KIND_SIZE;
    const differs = v128.or(v128.xor(head, v128.load(entry)), v128.xor(actions, v128.load(entry, 32)));
    if (!v128.any_true(differs) && load<u32>(entry, 16) == flags) {
      if ((flags & COMPLEX) == 0 || same(CANDIDATE + 64, entry + 64, 224)) return id - 1;
    }
    slot = (slot + 1) & (KIND_SLOT_COUNT - 1);
  }
}

export function addKind(what: u32): void {
  const entry = KINDS + <usize>kinds * KIND_SIZE;
  memory.copy(entry, CANDIDATE, KIND_SIZE);
  store<u32>(entry, what, WHAT);
  let slot = kindSlot();
  while (load<u16>(KIND_SLOTS + (slot << 1)) != 0) slot = (slot + 1) & (KIND_SLOT_COUNT - 1);
  store<u16>(KIND_SLOTS + (slot << 1), <u16>++kinds);
}

@inline
export function badnessOf(kind: u32): u32 {
  return load<u32>(KINDS + <usize>kind * KIND_SIZE, WHAT) & BADNESS;
}

@inline
export function isUnanswered(kind: u32): bool {
  return (load<u32>(KINDS + <usize>kind * KIND_SIZE, WHAT) & UNANSWERED) != 0;
}

/**
 * Entry of a target: 48 bytes of text padded with zeros; then whose it is, a word of target group, load balancer and
 * the length of the text; 52 its counters' address.
 */
export const WHOSE: usize = 48;
export const WHOSE_BALANCER: u32 = 8;
export const WHOSE_LENGTH: u32 = 16;
export const TARGET_TEXT_MAX: usize = 47;

/** The entry of a target of a group (of a load balancer); made at first sight, then without counters. */
export function targetOf(at: usize, length: usize, group: u32): usize {
  const whose = group | (<u32>length << WHOSE_LENGTH);
  const words = load<u64>(at + length - 8) ^ (<u64>whose << 40);
  const first = v128.and(v128.load(at), lanes(min(length, 16)));
  let slot = <u32>((words * SPREAD) >> 50);
  while (true) {
    const id = <u32>load<u16>(TARGET_SLOTS + (slot << 1));
    if (id == 0) return addTarget(at, length, whose, slot);
    const entry = TARGETS + <usize>(id - 1) * TARGET_SIZE;
    if (!v128.any_true(v128.xor(first, v128.load(entry))) && load<u32>(entry, WHOSE) == whose) {
      if (length <= 16 || same(at, entry, length)) return entry;
    }
    slot = (slot + 1) & (TARGET_SLOT_COUNT - 1);
  }
  return 0;
}

function addTarget(at: usize, length: usize, whose: u32, slot: u32): usize {
  const entry = TARGETS + <usize>targets * TARGET_SIZE;
  memory.fill(entry, 0, TARGET_SIZE);
  memory.copy(entry, at, length);
  store<u32>(entry, whose, WHOSE);
  store<u16>(TARGET_SLOTS + (slot << 1), <u16>++targets);
  return entry;
}
