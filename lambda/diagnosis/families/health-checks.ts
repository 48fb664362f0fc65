/**
 * Health checks -> changes of state. An entry whose result differs from the one before of its target is marked as
 * changed, for the metrics, and leaves a log line. A target whose first check in the object failed leaves one, too:
 * whether that is a change cannot be known, for an object says nothing of the one before it.
 */

import { keptText } from '../../catalogue/kept-text.ts';
import type { HealthCheckEntry } from '../../catalogue/metrics/health-checks.ts';
import type { LogLine } from '../../measure/ingested.ts';
import type { Observer } from './observer.ts';
import { isoText, keptTexts } from './texts.ts';

/**
 * A target group has at most 1,000 targets (ELB quotas), a load balancer 100 groups; the lines of one node name far
 * fewer.
 */
const TARGETS_MAX = 10_000;
const LINES_MAX = 100;
/** Of a load balancer, a target group and a target. */
const KEY_CHARACTERS_MAX = 1_024;

/** The latest check of a target. */
type Checked = { -readonly [Name in 'time' | 'status']: HealthCheckEntry[Name] };

export function observeHealthChecks(): Observer<HealthCheckEntry> {
  const states = new Map<string, Checked>();
  const lines: LogLine[] = [];
  let leftOut = 0;
  return {
    sets: ['changed'] satisfies (keyof HealthCheckEntry)[],
    observe(entry) {
      const { time, status } = entry;
      const name = `${entry.loadBalancer}\n${entry.targetGroup}\n${entry.target}`;
      const key = name.length > KEY_CHARACTERS_MAX ? name.slice(0, KEY_CHARACTERS_MAX) : name;
      const known = states.get(key);
      if (known === undefined && states.size >= TARGETS_MAX) return;
      if (known !== undefined && time < known.time) return;
      const before = known?.status;
      if (known === undefined) states.set(keptText(key, KEY_CHARACTERS_MAX), { time, status });
      else {
        known.time = time;
        known.status = status;
      }
      entry.changed ??= before === undefined ? undefined : before !== status;
      if (entry.changed !== true && (before !== undefined || status === 'PASS')) return;
      if (lines.length < LINES_MAX)
        lines.push(changeLine(entry, before ?? (entry.changed ? opposite(entry) : 'UNKNOWN')));
      else leftOut += 1;
    },
    notes: () => (leftOut === 0 ? lines : [...lines, { kind: 'healthChangesLeftOut', changes: leftOut }]),
    drift: () => 0,
  };
}

function opposite({ status }: HealthCheckEntry): string {
  return status === 'PASS' ? 'FAIL' : 'PASS';
}

function changeLine(entry: HealthCheckEntry, from: string) {
  return {
    kind: 'healthChange',
    time: isoText(entry.time),
    from,
    to: entry.status,
    ...keptTexts({
      loadBalancer: entry.loadBalancer,
      targetGroup: entry.targetGroup,
      target: entry.target,
      reasonCode: entry.reasonCode,
      statusCode: entry.statusCode,
    }),
  };
}
