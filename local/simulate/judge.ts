/**
 * What alarms made of incidents: the moments an alarm fired and the incidents as they really were go in; which were
 * found, after how long, and which alarms were false or flapped come out.
 */

export interface JudgedIncident {
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
}

interface JudgedAlarms {
  readonly incident: JudgedIncident;
  /** When the alarm fired for it, first first; none means missed. */
  readonly fired: readonly number[];
}

export interface Judgment {
  readonly verdicts: readonly JudgedAlarms[];
  /** Alarms that belong to no incident. */
  readonly falseAlarms: readonly number[];
}

/**
 * How long after its end an incident may still fire an alarm: the alarms look back 25 or 30 minutes, and an alarm on
 * the last object to come is about it anyway.
 */
export const AFTERMATH_MILLIS = 40 * 60_000;

/** An alarm belongs to the latest incident that had begun by then, if that is not long over. */
export function judgeAlarms(fired: readonly number[], incidents: readonly JudgedIncident[]): Judgment {
  const verdicts = incidents.map((incident) => ({ incident, fired: [] as number[] }));
  const falseAlarms: number[] = [];
  for (const at of fired.toSorted((left, right) => left - right)) {
    const owner = verdicts.findLast(({ incident }) => incident.from <= at && at <= incident.to + AFTERMATH_MILLIS);
    if (owner === undefined) falseAlarms.push(at);
    else owner.fired.push(at);
  }
  return { verdicts, falseAlarms };
}

export interface JudgedTotals {
  readonly incidents: number;
  readonly found: number;
  /** Milliseconds from the onset to the first alarm, of those found, in order. */
  readonly delays: readonly number[];
  /** Alarms beyond the first of an incident. */
  readonly flaps: number;
  readonly falseAlarms: number;
}

export function judgedTotals(judgments: readonly Judgment[]): JudgedTotals {
  const verdicts = judgments.flatMap((judgment) => judgment.verdicts);
  const delays = verdicts.flatMap(({ incident, fired: [first] }) =>
    first === undefined ? [] : [first - incident.from],
  );
  return {
    incidents: verdicts.length,
    found: delays.length,
    delays: delays.toSorted((left, right) => left - right),
    flaps: verdicts.reduce((sum, { fired }) => sum + Math.max(0, fired.length - 1), 0),
    falseAlarms: judgments.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0),
  };
}

/**
 * Minutes with an error share above the threshold, joined where the gap is short: incidents as complete data show them.
 */
export function episodes(
  breaching: readonly number[],
  options: { readonly minuteMillis: number; readonly gapMillis: number },
): readonly JudgedIncident[] {
  const found: { from: number; to: number }[] = [];
  for (const at of breaching.toSorted((left, right) => left - right)) {
    const last = found.at(-1);
    if (last !== undefined && at - last.to <= options.gapMillis) last.to = at + options.minuteMillis;
    else found.push({ from: at, to: at + options.minuteMillis });
  }
  return found;
}
