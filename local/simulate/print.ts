/** A simulation -> text for a terminal: incidents, what happened in the order of time, and a line for each alarm. */
import { counted, percent } from '../../lambda/catalogue/figures.ts';
import { actionText } from '../cloudwatch/actions.ts';
import { copyLines } from '../summary/copies.ts';
import type { JudgedIncident } from './judge.ts';
import { minuteText } from './minute-text.ts';
import type { Played } from './played.ts';
import type { SimulatedAlarm, Simulation } from './simulation.ts';

const MINUTE = 60_000;

export function printed(simulation: Simulation, played: Played): string {
  return [
    [delivery(played), ...copyLines(played.copies)].join('\n'),
    incidents(simulation, played),
    timelineText(simulation, played),
    verdicts(simulation),
    notPlayed(simulation),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function delivery({ objects, failed, ignored: others }: Played): string {
  const delays = objects.map(({ end, arrivedAt }) => (arrivedAt - end) / 1000).toSorted((left, right) => left - right);
  const lines = objects.reduce((sum, object) => sum + object.lines, 0);
  const middle = delays[Math.floor(delays.length / 2)] ?? 0;
  const broken = failed.length === 0 ? '' : `; ${failed.length} could not be read`;
  const ignored = others.length === 0 ? '' : `; ${counted(others.length, 'other file')} ignored`;
  return `${counted(objects.length, 'log object')}, ${counted(lines, 'line')}${broken}${ignored}. From the end of an object's interval until CloudWatch knew it: ${Math.round(middle)} s at the median, ${Math.round(delays.at(-1) ?? 0)} s at most.`;
}

function incidents({ incidents: found }: Simulation, played: Played): string {
  if (found.length === 0) return 'Incidents: none, by the share of 5xx in each minute of the complete data.';
  const rows = found.map((incident, index) => {
    const { requests, seen } = sum(played, incident);
    const minutes = (incident.to - incident.from) / MINUTE;
    return `  ${index + 1}  ${minuteText(incident.from)} to ${minuteText(incident.to)}, ${minutes} min: ${percent(seen, requests, 1)} of ${counted(requests, 'request')} failed`;
  });
  return ['Incidents, by the share of 5xx in each minute of the complete data (UTC):', ...rows].join('\n');
}

function timelineText({ incidents: found, alarms }: Simulation, played: Played): string {
  const onset = (at: number): string => {
    const last = found.findLast(({ from }) => from <= at);
    return last === undefined ? '' : `+${Math.round((at - last.from) / MINUTE)}`;
  };
  const events: (readonly [number, string])[] = found.flatMap((incident, index) => {
    const known = firstKnown(played, incident);
    return [
      [incident.from, `incident ${index + 1} begins`] as const,
      ...(known === undefined ? [] : [[known, `first data of incident ${index + 1}`] as const]),
      [incident.to, `incident ${index + 1} ends`] as const,
    ];
  });
  for (const { name, changes } of alarms) {
    for (const { at, state, contributor, actions } of changes) {
      const subject = `${name}${contributor === undefined ? '' : `: ${contributor}`}`;
      const held = actionText(at, actions);
      events.push([at, held === undefined ? `${subject} ${STATES[state]}` : `${subject} is in ALARM and ${held}`]);
    }
  }
  if (events.length === 0) return '';
  const rows = events
    .toSorted(([left], [right]) => left - right)
    .map(([at, text]) => `  ${minuteText(at)}  ${onset(at).padStart(4)}  ${text}`);
  return ['Timeline (UTC, minutes after the onset):', ...rows].join('\n');
}

const STATES = { ALARM: 'FIRES', OK: 'clears', INSUFFICIENT_DATA: 'has no data' } as const;

function verdicts({ alarms }: Simulation): string {
  const head = ['alarm', 'found', 'after', 'fired', 'flaps', 'false'];
  const rows = alarms.map(judgmentLines);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd();
  const note = 'after: minutes from the onset; * from the moment it would have fired had data come at once';
  return ['Alarms:', line(head), ...rows.map(line), `  (${note})`].join('\n');
}

function judgmentLines({ name, judgment, judgedBy }: SimulatedAlarm): readonly string[] {
  const { verdicts: all, falseAlarms } = judgment;
  const found = all.filter(({ fired }) => fired.length > 0);
  const delays = found.map(({ incident, fired: [first = 0] }) => Math.round((first - incident.from) / MINUTE));
  const mark = judgedBy === 'incidents' ? '' : '*';
  return [
    name,
    all.length === 0 ? '-' : `${found.length} of ${all.length}`,
    delays.length === 0 ? '-' : `${delays.join(', ')}${mark}`,
    String(found.reduce((sum, { fired }) => sum + fired.length, 0) + falseAlarms.length),
    String(found.reduce((sum, { fired }) => sum + fired.length - 1, 0)),
    falseAlarms.length === 0 ? '0' : `${falseAlarms.length} (${falseAlarms.map(minuteText).join(', ')})`,
  ];
}

/** The alarms of a file next to ours: a line for each, and those that cannot be played. */
export function printedTheirs(simulation: Simulation): string {
  return ['Your alarms, judged by the incidents above', verdicts(simulation), notPlayed(simulation)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function notPlayed(simulation: Simulation): string {
  if (simulation.notPlayed.size === 0) return '';
  const rows = [...simulation.notPlayed].map(([name, reason]) => `  ${name}: ${reason}`);
  return ['Not played:', ...rows].join('\n');
}

function sum({ minutes }: Played, { from, to }: JudgedIncident): { readonly requests: number; readonly seen: number } {
  const inside = [...(minutes.get('') ?? [])].filter(([at]) => at >= from && at < to).map(([, minute]) => minute);
  return {
    requests: inside.reduce((all, { requests }) => all + requests, 0),
    seen: inside.reduce((all, { seen }) => all + seen, 0),
  };
}

function firstKnown({ minutes }: Played, { from, to }: JudgedIncident): number | undefined {
  const known = [...(minutes.get('') ?? [])].flatMap(([at, minute]) =>
    at >= from && at < to && minute.firstKnown !== undefined ? [minute.firstKnown] : [],
  );
  return known.length === 0 ? undefined : Math.min(...known);
}
