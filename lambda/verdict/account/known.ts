/**
 * What has been told already, so that an incident is told once, again when its picture has changed, and once more when
 * it is over. What is not in the logs any more once all of them have arrived is taken back. Pure: incidents and what is
 * known go in; what to tell and what is known then come out.
 */

import { isBeside } from '../evidence.ts';
import type { Severity } from '../settings.ts';
import type { Incident } from '../verdict.ts';
import type { MailStage } from '../words/mail.ts';
import type { AlarmChange } from './started-by.ts';

interface KnownIncident {
  readonly incident: Incident;
  readonly severity: Severity;
  /** The parts that are worth another message when they change. */
  readonly picture: string;
  /** When it was told last, milliseconds. */
  readonly toldAt: number;
  readonly isOver: boolean;
  /** It was taken back. If it is found again, that is said, too. */
  readonly isWithdrawn?: boolean;
}

export interface KnownState {
  /** Alarms and contributors in ALARM: name and contributor, with the severity they notify at. */
  readonly alarms: readonly { readonly alarm: string; readonly contributor: string; readonly severity: Severity }[];
  readonly incidents: readonly KnownIncident[];
  /** When the first of the alarms began, milliseconds. */
  readonly since: number | undefined;
}

export const NOTHING_KNOWN: KnownState = { alarms: [], incidents: [], since: undefined };

export interface Message {
  readonly stage: MailStage;
  readonly severity: Severity;
  readonly incident: Incident;
  /** Of what is withdrawn: the incident that it is part of, if there is one. */
  readonly instead?: Incident | undefined;
}

/** What the data say now. */
export interface Reading {
  readonly incidents: readonly Incident[];
  /** Where the data begin, milliseconds. Of what was before nothing is known. */
  readonly from: number;
}

/** Not told again within this time, no matter what changes: data that arrive late change the numbers all the time. */
const QUIET_MILLIS = 8 * 60_000;
/** An incident is over when nothing has failed beyond the usual for so long. */
const OVER_MILLIS = 12 * 60_000;
const TICKET_WAIT_MILLIS = 4 * 60_000;
/** More at once are no help. */
const MESSAGES_MAX = 3;
const INCIDENTS_MAX = 10;
/** What ended so long before the first alarm has nothing to do with it. */
const BEFORE_ALARM_MILLIS = 30 * 60_000;
/** An incident that is over is remembered for so long, so that it is not told again. */
const REMEMBER_MILLIS = 3 * 3600_000;
/** An event that says OK may get lost; after so long an alarm is forgotten. */
const FORGET_MILLIS = 24 * 3600_000;

/** The alarms that are in ALARM after a change of one. */
export function alarmsAfter(known: KnownState, change: AlarmChange, severity: Severity, now: number): KnownState {
  const others = known.alarms.filter(
    ({ alarm, contributor }) => alarm !== change.alarmName || contributor !== change.contributor,
  );
  if (change.state !== 'ALARM') return { ...known, alarms: others };
  const one = { alarm: change.alarmName, contributor: change.contributor, severity };
  return { ...known, alarms: [...others, one], since: known.since ?? now };
}

export interface Telling {
  readonly known: KnownState;
  readonly messages: readonly Message[];
}

export function whatToTell(known: KnownState, reading: Reading, now: number): Telling {
  const { incidents } = reading;
  const severity = highestSeverity(known);
  const messages: Message[] = [];
  const kept: KnownIncident[] = [];
  const fresh = new Set(incidents);
  for (const before of known.incidents) {
    const same = incidents.find((incident) => fresh.has(incident) && isSame(before.incident, incident));
    if (same !== undefined) fresh.delete(same);
    const told = escalated(before, severity);
    const { message, next } = same === undefined ? notFound(told, reading, now) : again(told, same, now);
    if (message !== undefined) messages.push(message);
    if (now - next.incident.to < REMEMBER_MILLIS) kept.push(next);
  }
  for (const incident of fresh) {
    if (!isOfAlarm(known, incident) || messages.length >= MESSAGES_MAX) continue;
    const told = first(severity, incident, now);
    messages.push(told.message);
    kept.push(told.next);
  }
  const isStale = known.since !== undefined && now - known.since > FORGET_MILLIS;
  const alarms = isStale ? [] : known.alarms;
  const isOpen = alarms.length > 0 || kept.some((one) => !one.isOver);
  // What is over stays in mind without a reason to read anything.
  const since = isOpen ? known.since : undefined;
  return { known: { alarms, incidents: kept.slice(0, INCIDENTS_MAX), since }, messages };
}

/** Something to look into: an alarm in ALARM, or an incident that is not over. */
export function isOpen({ alarms, incidents }: KnownState): boolean {
  return alarms.length > 0 || incidents.some((one) => !one.isOver);
}

/** Tickets wait whether the page of the same incident comes: one incident, one message. */
export function isToWait(known: KnownState, now: number): boolean {
  const { since = now, incidents } = known;
  return (
    highestSeverity(known) === 'ticket' && !incidents.some((one) => !one.isOver) && now - since < TICKET_WAIT_MILLIS
  );
}

/** An alarm is in ALARM, and the incident did not end long before it. */
function isOfAlarm({ alarms, since }: KnownState, { to }: Incident): boolean {
  return alarms.length > 0 && since !== undefined && to >= since - BEFORE_ALARM_MILLIS;
}

/** That of the gravest alarm. */
function highestSeverity({ alarms }: KnownState): Severity {
  return alarms.some(({ severity }) => severity === 'page') ? 'page' : 'ticket';
}

/** What was told as a ticket and has become a page is told again, to those who are paged. */
function escalated(before: KnownIncident, severity: Severity): KnownIncident {
  const isGraver = severity === 'page' && before.severity === 'ticket' && !before.isOver;
  return isGraver ? { ...before, severity, picture: '', toldAt: 0 } : before;
}

function first(
  severity: Severity,
  incident: Incident,
  now: number,
): { readonly message: Message; readonly next: KnownIncident } {
  const ended = isOver(incident, now);
  return {
    message: { stage: ended ? 'over' : 'new', severity, incident },
    next: { incident, severity, picture: pictureOf(incident), toldAt: now, isOver: ended },
  };
}

/**
 * A known incident that the data do not show. While more logs arrive that may change, so nothing is said. Once it would
 * be over, this is the last word about it.
 */
function notFound(
  before: KnownIncident,
  { incidents, from }: Reading,
  now: number,
): { readonly message?: Message; readonly next: KnownIncident } {
  const { incident, severity } = before;
  if (before.isOver || !isOver(incident, now)) return { next: before };
  const next = { ...before, toldAt: now, isOver: true };
  if (incident.from < from) return { message: { stage: 'over', severity, incident }, next };
  const instead = incidents.find((other) => isAround(other, incident));
  return { message: { stage: 'withdrawn', severity, incident, instead }, next: { ...next, isWithdrawn: true } };
}

/** One of another kind at that time, such as errors where at first clients only gave up. */
function isAround(other: Incident, { from, to, where, loadBalancers }: Incident): boolean {
  return (
    other.from <= to &&
    other.to >= from &&
    isBeside(other.where.place, where.place) &&
    other.loadBalancers.some((name) => loadBalancers.includes(name))
  );
}

/** A known incident as it is now: told again, told as over, or kept as it is. */
function again(
  before: KnownIncident,
  incident: Incident,
  now: number,
): { readonly message?: Message; readonly next: KnownIncident } {
  const { severity } = before;
  const picture = pictureOf(incident);
  const ended = isOver(incident, now);
  if (ended && before.isOver && before.isWithdrawn !== true) return { next: { ...before, incident } };
  const known = { ...before, incident, isWithdrawn: false };
  if (ended) return { message: { stage: 'over', severity, incident }, next: { ...known, toldAt: now, isOver: true } };
  const isChanged = before.isOver || (picture !== before.picture && now - before.toldAt >= QUIET_MILLIS);
  const next = { ...known, isOver: false };
  if (!isChanged) return { next };
  return { message: { stage: 'update', severity, incident }, next: { ...next, picture, toldAt: now } };
}

function isOver({ to }: Incident, now: number): boolean {
  return now - to > OVER_MILLIS;
}

/** The same kind on one of the same load balancers at an overlapping time. */
function isSame(left: Incident, right: Incident): boolean {
  const isOverlapping = left.from <= right.to + OVER_MILLIS && right.from <= left.to + OVER_MILLIS;
  return (
    left.kind === right.kind &&
    isOverlapping &&
    isBeside(left.where.place, right.where.place) &&
    left.loadBalancers.some((name) => right.loadBalancers.includes(name))
  );
}

/** Place, first cause, origin and size to a factor of four. Counts alone change with every late file. */
function pictureOf({ where, causes, origin, failed }: Incident): string {
  const { loadBalancer, targetGroup, route, service } = where.place;
  const size = failed === 0 ? 0 : Math.floor(Math.log(failed) / Math.log(4));
  return [where.extent, loadBalancer, targetGroup, route, service, causes[0]?.cause, origin, size].join(' ');
}
