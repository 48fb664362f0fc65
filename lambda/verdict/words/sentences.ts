/**
 * An incident -> the sentences that say what broke, by how much, where, since when, and what is behind it. Plain text.
 */
import { CAUSES } from '../../catalogue/causes/index.ts';
import { count, counted, percent } from '../../catalogue/figures.ts';
import { timeoutText } from '../../diagnosis/timeouts.ts';
import type { CauseShare, ChangeBefore, Incident, Where } from '../verdict.ts';
import { behindOf } from './behind.ts';
import { caller, duration, inSeconds, listed, shortName, utcClock } from './text.ts';
import { whereSentence } from './where-sentence.ts';

/** What a sentence needs to know in addition to the incident. */
export interface WordsOptions {
  /** The share of failed requests that is allowed, in percent, where the settings say. */
  readonly allowedPercent?: number | undefined;
  /** Leaves out what causes mean, and timeouts. */
  readonly isBrief?: boolean;
}

export interface Words {
  /** For a list and for the subject of an email: at most 100 characters. */
  readonly title: string;
  /** When and how many. */
  readonly headline: string;
  /** The headline without the time. */
  readonly what: string;
  /** Which causes, where, what changed, what is behind it: one sentence or two each. */
  readonly sentences: readonly string[];
}

const TITLE_CHARACTERS_MAX = 100;

export function wordsOf(incident: Incident, options: WordsOptions = {}): Words {
  const sentences = [
    causesSentence(incident, options),
    whereSentence(incident),
    options.isBrief === true ? '' : timeoutsSentence(incident),
    ...incident.changes.slice(0, 1).map(changeSentence),
    incident.where.hasNewTargets === true && incident.where.extent !== 'newTargets'
      ? 'Its targets are new: before, they answered no request.'
      : '',
    alsoSentence(incident),
    behindOf(incident),
  ];
  const what = HEADLINES[incident.kind](incident, options.allowedPercent);
  return {
    title: titleOf(incident),
    headline: `${whenOf(incident)}: ${what}`,
    what,
    sentences: sentences.filter((sentence) => sentence !== ''),
  };
}

/** Names of the load balancers, at most three. */
function owners({ loadBalancers }: Incident): string {
  return listed(loadBalancers.map(shortName), 3);
}

function titleOf(incident: Incident): string {
  const { causes, where, placeFailed, placeRequests, isOngoing } = incident;
  const cause = causeName(causes[0]);
  const at = placeName(where) ?? `load balancer ${owners(incident)}`;
  const share = percent(placeFailed, placeRequests);
  const fail = isOngoing ? 'fail' : 'failed';
  const title = {
    errors: isPart(where)
      ? `${upperFirst(at)} ${fail}${isOngoing && !['zone', 'newTargets'].includes(where.extent) ? 's' : ''}: ${cause}`
      : `${share} of requests ${fail} in ${at}: ${cause}`,
    gaveUp: `Clients ${isOngoing ? 'give' : 'gave'} up on ${share} of requests in ${at}`,
    refused: `${share} of requests ${isOngoing ? 'are' : 'were'} refused in ${at}: ${cause}`,
    slow: `Slow: ${at}, p99 ${inSeconds(incident.p99 ?? 0)}`,
    traffic: `Next to no traffic ${isOngoing ? 'arrives' : 'arrived'} at ${at}`,
  }[incident.kind];
  return title.slice(0, TITLE_CHARACTERS_MAX);
}

/** Whether it is a part of a target group or load balancer, whose own counts are not known. */
function isPart({ extent }: Where): boolean {
  return ['target', 'newTargets', 'zone', 'node'].includes(extent);
}

/** The narrowest place by its short name. */
function placeName({ place, extent, targets = [], address }: Where): string | undefined {
  const group = place.targetGroup === undefined ? undefined : shortName(place.targetGroup);
  if (extent === 'target') return `target ${targets[0]} of ${group}`;
  if (extent === 'newTargets') return `new targets of ${group}`;
  if (extent === 'zone') return `targets${group === undefined ? '' : ` of ${group}`} in ${address}`;
  if (extent === 'node') return `load balancer node ${address}`;
  if (place.route !== undefined) return `route ${place.route}`;
  if (place.service !== undefined) return `service ${place.service}`;
  return group === undefined ? undefined : `target group ${group}`;
}

function whenOf(incident: Incident): string {
  const { from, to, isOngoing, isFromStart } = incident;
  const first = isFromStart ? 'At least since' : 'Since';
  const day = new Date(from).toISOString().slice(0, 10);
  return isOngoing ? `${first} ${day} ${utcClock(from)} UTC` : `${day} ${utcClock(from)} to ${utcClock(to, from)} UTC`;
}

const HEADLINES: Readonly<Record<Incident['kind'], (incident: Incident, allowed: number | undefined) => string>> = {
  errors: (incident, allowed) => {
    const { failed, requests } = incident;
    // A part that fails wholly may be a small share of the load balancer, which nobody is to take for a false alarm.
    const isBeyond = allowed !== undefined && 100 * failed > allowed * requests;
    const limit = isBeyond ? `; ${allowed} % allowed` : '';
    const share = `${percent(failed, requests)}${limit}`;
    return `${count(failed)} of ${counted(requests, 'request')} of ${ownersWith(incident)} failed (${share}).`;
  },
  gaveUp: (incident) => {
    const { failed, requests } = incident;
    const of = `${count(failed)} of ${counted(requests, 'request')} of ${ownersWith(incident)}`;
    return `clients gave up on ${of} before they had an answer (${percent(failed, requests)}).`;
  },
  refused: (incident) => {
    const { failed } = incident;
    return `${counted(failed, 'request')} of ${ownersWith(incident)} that used to be served ${verb(failed)} refused (4xx).`;
  },
  slow: ({ p99 = 0, p99Before = 0, where, ...incident }) => {
    const other = where.extent === 'target' ? 'on the other targets' : 'usual';
    const times = p99Before === 0 ? '' : `, ${times1(p99 / p99Before)} times as long as ${other}`;
    const at = placeName(where) ?? ownersWith({ ...incident, where });
    return `${at} answered slowly: one request in a hundred took more than ${inSeconds(p99)}${times}.`;
  },
  traffic: (incident) => {
    const { perMinute = 0, perMinuteBefore = 0 } = incident;
    return `${ownersWith(incident)} got ${counted(perMinute, 'request')} a minute. Before it was ${count(perMinuteBefore)}.`;
  },
};

function times1(value: number): string {
  return value < 9.5 ? value.toFixed(1) : count(value);
}

function ownersWith(incident: Incident): string {
  const { length } = incident.loadBalancers;
  return `load balancer${length === 1 ? '' : 's'} ${owners(incident)}`;
}

function verb(value: number): string {
  return value === 1 ? 'was' : 'were';
}

/** `Causes: 504 TargetTimeout (508) and 502 TargetClosedConnection (417).` */
function causesSentence({ causes }: Incident, { isBrief }: WordsOptions): string {
  if (causes.length === 0) return '';
  const shown = causes.map((cause) => `${cause.statusCode} ${causeName(cause)} (${count(cause.requests)})`);
  const [first] = causes;
  const meaning =
    first?.cause === undefined || isBrief === true
      ? ''
      : ` ${causeName(first)} means: ${lowerFirst(CAUSES[first.cause].meaning)}`;
  return `Cause${causes.length === 1 ? '' : 's'}: ${listed(shown, 3)}.${meaning}`;
}

/** `Clients give up after 30.0 s: 86 % of 58.` */
function timeoutsSentence({ timeouts }: Incident): string {
  return timeouts
    .map((timeout) =>
      timeout.route === undefined ? timeoutText(timeout) : `Route ${timeout.route}: ${timeoutText(timeout)}`,
    )
    .join(' ');
}

function causeName(share: CauseShare | undefined): string {
  if (share === undefined) return 'slow answers';
  return share.cause ?? (share.statusCode.startsWith('4') ? '4xx made by targets' : 'no known cause');
}

function lowerFirst(sentence: string): string {
  return /^[A-Z][a-z ]/.test(sentence) ? `${sentence[0]?.toLowerCase()}${sentence.slice(1)}` : sentence;
}

/** `Began 50 seconds after RegisterTargets by deploy-role.` */
function changeSentence({ kind, what, who, secondsBefore, target, targetGroup }: ChangeBefore): string {
  const by = who === undefined ? '' : ` by ${caller(who)}`;
  const of = targetGroup === undefined ? '' : ` of ${shortName(targetGroup)}`;
  const event = kind === 'apiCall' ? `${what}${of}${by}` : `a failed health check of target ${target}${of} (${what})`;
  if (secondsBefore < 0) return `${upperFirst(event)} came ${duration(-secondsBefore * 1000)} after it began.`;
  return `It began ${duration(secondsBefore * 1000)} after ${event}.`;
}

function upperFirst(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

function alsoSentence({ also }: Incident): string {
  const texts = also.map(({ kind, requests }) =>
    kind === 'gaveUp' ? `clients gave up on ${counted(requests, 'more request')}` : 'targets answered slowly',
  );
  return texts.length === 0 ? '' : `At the same time ${listed([...new Set(texts)])}.`;
}
