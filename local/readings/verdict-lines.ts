/**
 * The log lines that a verdict is made of, object after object: what the function would find again in its log group.
 * Examples are by far the most of them, and of a long span only some are kept: the first ones of each five minutes,
 * load balancer, cause and code.
 */
import type { Ingested, LogLine } from '../../lambda/measure/ingested.ts';
import { createOutcomes, mergeOutcomes, type Outcomes, type OutcomeTable } from '../../lambda/measure/outcomes.ts';
import type { Evidence } from '../../lambda/verdict/evidence.ts';
import { type LineEvidence, lineEvidence, type ObjectLine } from '../../lambda/verdict/lines.ts';

export interface VerdictLines {
  /** Start of the first and end of the last minute with an entry, milliseconds; infinite where there is none. */
  from: number;
  to: number;
  readonly found: { -readonly [Name in keyof LineEvidence]: Evidence[Name][number][] };
  /** Failed requests of the whole span by place and cause, and how long they took. */
  readonly outcomes: Outcomes;
  /** Examples kept of each slot. */
  readonly slots: Map<string, number>;
}

const MINUTE = 60_000;
const SLOT_MILLIS = 5 * MINUTE;
const EXAMPLES_PER_SLOT = 3;

export function createVerdictLines(): VerdictLines {
  const nothing = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  return {
    ...nothing,
    found: { failures: [], durations: [], targets: [], slowTargets: [], changes: [], examples: [] },
    outcomes: createOutcomes(),
    slots: new Map(),
  };
}

export function addVerdictLines(
  lines: VerdictLines,
  object: Pick<Ingested, 'key' | 'notes' | 'aggregates' | 'outcomes'>,
): void {
  const { found, slots } = lines;
  const { key, notes, aggregates } = object;
  for (const { family, plan, cells } of aggregates.subjects.values()) {
    // All requests are in the cells of this set.
    if (family !== 'requests' || plan.set !== 'All') continue;
    for (const { periodStart } of cells.values()) {
      lines.from = Math.min(lines.from, periodStart);
      lines.to = Math.max(lines.to, periodStart + MINUTE);
    }
  }
  mergeOutcomes(lines.outcomes, wholeSpan(object.outcomes));
  const { examples, ...rest } = lineEvidence(notes.filter(saysSomething).map((note) => withKey(key, note)));
  found.failures.push(...rest.failures);
  found.durations.push(...rest.durations);
  found.targets.push(...rest.targets);
  found.slowTargets.push(...rest.slowTargets);
  found.changes.push(...rest.changes);
  for (const example of examples) {
    const { at, loadBalancer, cause, statusCode } = example;
    const slot = `${Math.floor(at / SLOT_MILLIS)} ${loadBalancer} ${cause} ${statusCode}`;
    const kept = slots.get(slot) ?? 0;
    if (kept >= EXAMPLES_PER_SLOT) continue;
    slots.set(slot, kept + 1);
    found.examples.push(example);
  }
}

/** Without the minutes, and without what did not fail: so the rows stay few for any span. */
function wholeSpan({ rows, leftOut }: OutcomeTable): OutcomeTable {
  const failed = rows.filter(({ cause }) => cause !== undefined);
  return { rows: failed.map((row) => ({ ...row, periodStart: 0 })), leftOut };
}

/** A verdict takes nothing from examples of slow requests, which are most of the lines. */
function saysSomething({ kind }: LogLine): boolean {
  return kind !== 'slow';
}

/** As the function writes it: with the key of its object. */
function withKey(key: string, note: LogLine): ObjectLine {
  return { key, ...note };
}
