/** Incidents -> the JSON document that programs get. Short on purpose: an agent pays for each word it reads. */
import { CAUSES } from '../../lambda/catalogue/causes/index.ts';
import { timeoutText } from '../../lambda/diagnosis/timeouts.ts';
import type { ExampleRequest } from '../../lambda/verdict/evidence.ts';
import type { ChangeBefore, Incident } from '../../lambda/verdict/verdict.ts';
import { adviceOf } from '../../lambda/verdict/words/advice.ts';
import { wordsOf } from '../../lambda/verdict/words/sentences.ts';
import { type IncidentDocument, SCHEMA_VERSION, type VerdictDocument } from './verdict-schema.ts';

export interface DocumentInput extends Pick<VerdictDocument, 'sources' | 'objects' | 'lines' | 'notRead' | 'alarms'> {
  /** Milliseconds since 1970; infinite where no request was read. */
  readonly from: number;
  readonly to: number;
  /** Files that are not counted. */
  readonly copies: number;
  readonly incidents: readonly Incident[];
  readonly incidentsMax: number;
  readonly allowedPercent: number;
}

/** A folder may have thousands. */
const NOT_READ_MAX = 20;

export function verdictDocument(input: DocumentInput): VerdictDocument {
  const { sources, from, to, objects, lines, notRead, copies, incidents, incidentsMax, allowedPercent, alarms } = input;
  return {
    ...{ schemaVersion: SCHEMA_VERSION, sources },
    ...(Number.isFinite(from) ? { from: iso(from), to: iso(to) } : {}),
    ...{ objects, lines, notRead: notRead.slice(0, NOT_READ_MAX) },
    ...(notRead.length > NOT_READ_MAX && { notReadLeftOut: notRead.length - NOT_READ_MAX }),
    ...(copies > 0 && { copies }),
    incidents: incidents.slice(0, incidentsMax).map((incident) => incidentDocument(incident, allowedPercent)),
    incidentsLeftOut: Math.max(0, incidents.length - incidentsMax),
    ...(alarms === undefined ? {} : { alarms }),
  };
}

function incidentDocument(incident: Incident, allowedPercent: number): IncidentDocument {
  const { where, causes, changes, examples, loadBalancers, also } = incident;
  const { id, kind, isOngoing, isFromStart, requests, failed, excess, origin, confidence } = incident;
  const { place, extent, slices, targets, targetsFailing, targetsSeen, address } = where;
  return {
    ...{ id, kind, from: iso(incident.from), to: iso(incident.to), isOngoing, isFromStart },
    ...words(incident, allowedPercent),
    ...{ loadBalancers: [...loadBalancers], requests, failed, excess, allowedPercent },
    causes: causes.map(({ cause, ...counts }) => ({
      ...counts,
      ...(cause === undefined ? {} : { cause, meaning: CAUSES[cause].meaning }),
    })),
    codes: incident.codes.map(({ causes: parts, ...code }) => ({
      ...code,
      causes: parts.map((part) => ({ ...part })),
    })),
    timeouts: incident.timeouts.map(({ loadBalancer: _loadBalancer, ...one }) => ({ ...one, text: timeoutText(one) })),
    where: present({ extent, ...place, targets: targets && [...targets], targetsFailing, targetsSeen, address }),
    slices: slices.map((slice) => ({ ...slice })),
    ...{ origin, confidence, changes: changes.map(change), examples: examples.map(example) },
    also: also.map((one) => ({ ...one })),
  };
}

function words(incident: Incident, allowedPercent: number) {
  const { title, headline, sentences } = wordsOf(incident, { allowedPercent });
  return { title, headline, sentences: [...sentences], steps: adviceOf(incident).map((step) => ({ ...step })) };
}

function change({ at, ...rest }: ChangeBefore): IncidentDocument['changes'][number] {
  return { time: iso(at), ...rest };
}

function example({ at, ...rest }: ExampleRequest): IncidentDocument['examples'][number] {
  return { time: iso(at), ...rest };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Without the members that are undefined. */
function present<T extends object>(members: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}
