// One line of an ALB access log: its bytes -> the counters.
//
// Whatever fields.ts does not read without doubt goes to the host, and so does the first line with a new load balancer,
// target group or kind: the host reads it with the reference parser, counts it, and says which of the new words may be
// known from now on. Of a line in which only the minute is new, the host reads the minute alone.
//
// A kind is what decides status codes, cause and drift: type, status codes, which of target and times are absent, when
// a target closed, the number of fields, and the texts of the fields 23, 25, 28, 29, 33, 35 and 36.

import {
  balancerAt, balancerOf, count, countBytes, countElapsed, countForTarget, countNotJudged, countRequestTime, countResponseTime, countSlow, groupOf,
  makeTargetCounters, routeOf, serviceOf,
} from './counters';
import {
  ABSENT_TARGET, balancerLength, balancerName, elapsed, flags, groupLength, groupName, milliseconds, minuteAt, read, received, request, requestEnd,
  requestTime, responseTime, sent, target, targetLength, targetTime,
} from './fields';
import { endOfBare } from './masks';
import { ABSENT } from './numbers';
import { countOutcome, placeOf } from './outlying';
import { routeIndex, routesWanted } from './route';
import { serviceIndex, servicesWanted } from './service';
import { judge, QUICK, SLOW } from './slow';
import { examplePlace, isAmongSlowest, showExample, showWaiting, totalSeconds, waitForExample } from './slowest';
import {
  addKind, addLoadBalancer, addMinute, addTargetGroup, badnessOf, findKind, findLoadBalancer, findMinute, findTargetGroup, isNameable,
  isUnanswered, lastLoadBalancerId, noteTime, SERVER_ERROR, targetOf, UNKNOWN, WHOSE_BALANCER,
} from './words';

/**
 * The host reads the line, `unknown` being the words of it that are not known yet; returns those to be known, and from
 * KIND_SHIFT on what lines of this kind are: HAS_CAUSE or SERVER_ERROR, and UNANSWERED too if no target answered in
 * time.
 */
@external('host', 'line')
declare function hostLine(start: usize, end: usize, unknown: u32): u32;

/** May the minute be known from now on whose sixteen bytes are at `minute`? */
@external('host', 'minute')
declare function hostMinute(minute: usize): u32;

export const LINE_MINUTE: u32 = 1;
export const LINE_LOAD_BALANCER: u32 = 2;
export const LINE_TARGET_GROUP: u32 = 4;
export const LINE_KIND: u32 = 8;
/** Above these bits, what lines of the kind are. */
export const KIND_SHIFT: u32 = 8;

/** Kinds at least this bad are examples the host wants to see. */
let wantedBadness: u32 = 1;

export function setWanted(badness: u32): void {
  wantedBadness = badness;
}

/** Lines without a cause have an outcome too. */
let everyOutcome: bool = false;

export function setEveryOutcome(yes: bool): void {
  everyOutcome = yes;
}

/** Target groups, routes and services have the elapsed time too. */
let memberElapsed: bool = true;

export function setMemberElapsed(yes: bool): void {
  memberElapsed = yes;
}

/** Lines of this object are not worth reading here: there is too much that is new. */
let givenUp: bool = false;

export function giveUp(yes: bool): void {
  givenUp = yes;
}

/** A line in which there is some doubt. */
export function oddLine(start: usize, end: usize): void {
  showWaiting();
  hostLine(start, end, 0);
}

/**
 * The line from `start` to the line feed at `end`, with so many quotes, marked as scan.ts says. False if it has not
 * been counted, because there is some doubt.
 */
export function line(start: usize, end: usize, marks: usize, quotes: u32): bool {
  if (givenUp || !read(start, end, marks, quotes)) return false;
  let minute = findMinute(minuteAt);
  const loadBalancer = balancerLength == 0 ? lastLoadBalancerId() : findLoadBalancer(balancerName, balancerLength);
  // Number 0 is no target group.
  const group = groupLength == 1 ? 0 : findTargetGroup(groupName, groupLength) + 1;
  const kind = findKind();
  const isKnown = loadBalancer != UNKNOWN && kind != UNKNOWN && (group != 0 || groupLength == 1);
  if (isKnown && minute == UNKNOWN && isMinuteOfHour(minuteAt) && hostMinute(minuteAt)) minute = addMinute(minuteAt);
  if (!isKnown || minute == UNKNOWN) {
    learn(start, end, minute, loadBalancer, group, kind);
    return true;
  }
  const balancer = balancerOf(minute, loadBalancer);
  let route: u32 = 0;
  let service: u32 = 0;
  if (routesWanted() || servicesWanted()) {
    const urlEnd = endOfUrl(request, requestEnd);
    if (urlEnd == 0) return false;
    if (routesWanted()) route = routeIndex(request, urlEnd);
    if (servicesWanted()) service = serviceIndex(request, urlEnd, group);
  }
  const badness = badnessOf(kind);
  if (badness >= wantedBadness) {
    showExample(start, end, examplePlace(minute, loadBalancer, group, kind), totalSeconds(elapsed, requestTime, targetTime, responseTime));
  } else if (isAmongSlowest(elapsed, requestTime, targetTime, responseTime)) {
    waitForExample(start, end, examplePlace(minute, loadBalancer, group, kind), totalSeconds(elapsed, requestTime, targetTime, responseTime));
  }
  noteTime(minute, milliseconds);
  const at = balancerAt(balancer);
  count(at, kind, targetTime);
  countRequestTime(at, requestTime);
  countResponseTime(at, responseTime);
  countElapsed(at, elapsed);
  countBytes(at, received, sent);
  if (badness != 0 || everyOutcome) {
    countOutcome(placeOf(loadBalancer, group, route, service), minute, kind, badness != 0 ? elapsed : ABSENT);
  }
  const unanswered = isUnanswered(kind);
  const verdict = targetTime >= 0 || unanswered ? judge(targetTime, unanswered, loadBalancer, group, route) : QUICK;
  countVerdict(at, verdict);
  if (routesWanted()) countMember(routeOf(balancer, route), kind, verdict);
  if (servicesWanted()) countMember(serviceOf(balancer, service), kind, verdict);
  if (group == 0) return true;
  countMember(groupOf(balancer, group), kind, verdict);
  if (flags & ABSENT_TARGET) return true;
  countTarget((loadBalancer << WHOSE_BALANCER) | group, badness == SERVER_ERROR);
  return true;
}

/** A target group, a route or a service. */
@inline
function countMember(at: usize, kind: u32, verdict: u32): void {
  count(at, kind, targetTime);
  if (memberElapsed) countElapsed(at, elapsed);
  countVerdict(at, verdict);
}

/** What is neither is the rest. */
@inline
function countVerdict(at: usize, verdict: u32): void {
  if (verdict == QUICK) return;
  if (verdict == SLOW) countSlow(at);
  else countNotJudged(at);
}

function countTarget(group: u32, isError: bool): void {
  const entry = targetOf(target, targetLength, group);
  let at = <usize>load<u32>(entry, 52);
  if (at == 0) {
    at = makeTargetCounters(entry);
    store<u32>(entry, <u32>at, 52);
  }
  countForTarget(at, isError, targetTime);
}

/** The first line with some of its words. */
function learn(start: usize, end: usize, minute: u32, loadBalancer: u32, group: u32, kind: u32): void {
  const isNewGroup = group == 0 && groupLength != 1;
  let unknown: u32 = 0;
  if (minute == UNKNOWN && isMinuteOfHour(minuteAt)) unknown |= LINE_MINUTE;
  if (loadBalancer == UNKNOWN) unknown |= LINE_LOAD_BALANCER;
  if (isNewGroup) unknown |= LINE_TARGET_GROUP;
  if (kind == UNKNOWN) unknown |= LINE_KIND;
  // Something with a space in it is not one field, and then the fields behind it are not those they were taken for.
  if ((loadBalancer == UNKNOWN && !isName(balancerName, balancerLength)) || (isNewGroup && !isName(groupName, groupLength))) unknown = 0;
  showWaiting();
  const learned = hostLine(start, end, unknown);
  if (learned & LINE_MINUTE) addMinute(minuteAt);
  if (learned & LINE_LOAD_BALANCER) addLoadBalancer(balancerName, balancerLength);
  if (learned & LINE_TARGET_GROUP) addTargetGroup(groupName, groupLength);
  if (learned & LINE_KIND) addKind(learned >> KIND_SHIFT);
}

/** The last minute of a day may be written 24:00, which no other of its seconds may. */
@inline
function isMinuteOfHour(at: usize): bool {
  return load<u16>(at, 11) != 0x3432;
}

/** A bare field of a length that the tables hold: then its bytes are its text. */
function isName(at: usize, length: usize): bool {
  return isNameable(length) && load<u8>(at) != 0x22 && endOfBare(at, at + length) == at + length;
}

/**
 * Where the URL of `METHOD URL VERSION` ends, with exactly these three words; 0 for any other form. As in
 * lambda/diagnosis/routes.ts.
 */
function endOfUrl(start: usize, end: usize): usize {
  const first = endOfBare(start, end);
  if (first == start || first == end) return 0;
  const second = endOfBare(first + 1, end);
  if (second == first + 1 || second >= end || endOfBare(second + 1, end) != end) return 0;
  const version = second + 1;
  if (end - version == 1 && load<u8>(version) == 0x2d) return second;
  return end - version >= 5 && load<u32>(version) == 0x50545448 && load<u8>(version, 4) == 0x2f ? second : 0;
}
