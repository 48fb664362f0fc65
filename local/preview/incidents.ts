/** Tells the incidents in plain words, with where they are and the email that would have been sent about each. */
import type { Incident } from '../../lambda/verdict/verdict.ts';
import { adviceOf } from '../../lambda/verdict/words/advice.ts';
import { mailOf } from '../../lambda/verdict/words/mail.ts';
import { wordsOf } from '../../lambda/verdict/words/sentences.ts';
import type { AlarmLane, IncidentParts, PreviewEmail, PreviewIncident } from './document.ts';

export interface ToldBy {
  readonly allowedPercent: number;
  readonly dashboardName: string;
  readonly lanes: readonly AlarmLane[];
}

export function previewIncidents(incidents: readonly Incident[], options: ToldBy): PreviewIncident[] {
  return incidents.map((incident) => {
    const { id, from, to, isOngoing, isFromStart } = incident;
    const { what, sentences } = wordsOf(incident, options);
    const email = emailAbout(incident, incidents, options);
    return {
      ...{ id, from, to, isOngoing, isFromStart, parts: partsOf(incident), what, sentences, steps: adviceOf(incident) },
      ...(email === undefined ? {} : { email }),
    };
  });
}

function partsOf({ loadBalancers, where: { place, slices }, causes }: Incident): IncidentParts {
  const places = [place, ...slices];
  return {
    loadBalancers,
    targetGroups: known(places.map(({ targetGroup }) => targetGroup)),
    routes: known(places.map(({ route }) => route)),
    services: known(places.map(({ service }) => service)),
    causes: known(causes.map(({ cause }) => cause)),
    codes: known(causes.map(({ statusCode }) => statusCode)),
  };
}

function known(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}

const MINUTE = 60_000;
/** Logs arrive late, and alarms wait for several bad minutes. */
const ALARM_WITHIN_MILLIS = 30 * MINUTE;

/** The first one, which the function sends as soon as an alarm fires. */
function emailAbout(incident: Incident, all: readonly Incident[], options: ToldBy): PreviewEmail | undefined {
  const { dashboardName, lanes, allowedPercent } = options;
  const until = incident.to + ALARM_WITHIN_MILLIS;
  const fired = (name: string): boolean =>
    lanes.some(
      (lane) =>
        lane.name === name &&
        lane.changes.some(({ at, state }) => state === 'ALARM' && at >= incident.from && at <= until),
    );
  const severity = (['page', 'ticket'] as const).find((one) => fired(alarmName(dashboardName, one)));
  if (severity === undefined) return undefined;
  const others = all.filter(
    (other) => other.id !== incident.id && other.from < incident.to && other.to > incident.from,
  );
  const alarms = [alarmName(dashboardName, severity)];
  return mailOf(incident, { stage: 'new', ...{ severity, alarms, others, until: incident.to, allowedPercent } });
}

/** Of the two alarms that notify about requests. */
function alarmName(dashboardName: string, severity: 'page' | 'ticket'): string {
  return `${dashboardName}-${severity === 'page' ? 'Page' : 'Ticket'}`;
}
