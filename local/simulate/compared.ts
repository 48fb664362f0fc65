/**
 * Two sets of alarms played against the same logs -> sentences for people: how often each notified, which incidents it
 * found after how long, and which it missed.
 */

import type { JudgedIncident } from './judge.ts';
import { minuteText } from './minute-text.ts';
import type { SimulatedAlarm, Simulation } from './simulation.ts';

const MINUTE = 60_000;

/** `theirs` are those of a file, `ours` those of a deploy. */
export function compared(theirs: Simulation, ours: Simulation): string {
  const incidents = theirs.incidents;
  return [
    'Compared:',
    `  ${comparedVerdict('Yours', theirs.alarms, incidents)}`,
    `  ${comparedVerdict('Ours', errorAlarms(ours), incidents)}`,
  ].join('\n');
}

/** The page, and without one the alarms that watch errors on their own. */
function errorAlarms({ alarms }: Simulation): readonly SimulatedAlarm[] {
  const judged = alarms.filter(({ judgedBy }) => judgedBy === 'incidents');
  const page = judged.filter(({ name }) => /-Page$/.test(name));
  return page.length > 0 ? page : judged;
}

function comparedVerdict(
  whose: string,
  alarms: readonly SimulatedAlarm[],
  incidents: readonly JudgedIncident[],
): string {
  if (alarms.length === 0) return `${whose}: none could be played.`;
  const fired = alarms.flatMap(({ changes }) => changes.filter(({ state }) => state === 'ALARM').map(({ at }) => at));
  const first = (incident: JudgedIncident): number | undefined =>
    alarms
      .flatMap(({ judgment }) => judgment.verdicts)
      .filter(({ incident: { from, to } }) => from < incident.to && to > incident.from)
      .flatMap((one) => one.fired[0] ?? [])
      .toSorted((left, right) => left - right)[0];
  const found = incidents.flatMap((incident) => {
    const at = first(incident);
    return at === undefined ? [] : [Math.round((at - incident.from) / MINUTE)];
  });
  const missed = incidents.filter((incident) => first(incident) === undefined).map(({ from }) => minuteText(from));
  return `${whose} fired ${times(fired.length)}${foundText(found)}${missedText(missed, incidents)}.`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function foundText(minutes: readonly number[]): string {
  return minutes.length === 0 ? '' : `, found ${minutes.length} after ${minutes.join(', ')} min`;
}

function missedText(missed: readonly string[], incidents: readonly JudgedIncident[]): string {
  if (incidents.length === 0) return '; there was no incident';
  return missed.length === 0 ? ', and missed none' : `, and missed ${missed.join(', ')}`;
}
