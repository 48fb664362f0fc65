/** Incidents that must be found: the sets of the goals in docs/alarms.md, each as scenarios. */
import type { DeliveryKind } from '../../local/simulate/delivery.ts';
import { BASE, flat, minutesUntilCalm, onset, overlap, type Scenario, type Trial, trial } from './scenario.ts';
import type { Part, SetName } from './traffic.ts';

export interface Case {
  readonly errors: number;
  readonly minutes: number;
  readonly requestsPerMinute: number;
  readonly kind: DeliveryKind;
  readonly nodes?: number;
  readonly nodesHit?: number;
  readonly sets?: readonly SetName[];
}

export interface Repeated {
  readonly trials: number;
  readonly seed: number;
}

const ERRORS = [0.08, 0.2, 0.5, 1];
const LENGTHS = [1, 3, 15, 30];
export const RATES = [30, 600, 6_000];

/** The fixed set, by delivery. */
export function cases(kind: DeliveryKind): readonly Case[] {
  return RATES.flatMap((requestsPerMinute) =>
    ERRORS.flatMap((errors) => LENGTHS.map((minutes) => ({ errors, minutes, requestsPerMinute, kind }))),
  );
}

export const isInGoal = ({ errors, minutes }: Case): boolean => errors >= 0.2 && minutes >= 3;

/** Sides take turns. */
export function incident(one: Case, { trials, seed }: Repeated): Scenario {
  const { errors, minutes, requestsPerMinute, kind, nodes = 3, nodesHit = nodes, sets = ['All'] } = one;
  const label = `${percent(errors)} for ${minutes} min, ${requestsPerMinute} a minute`;
  const make = (run: number): Trial => {
    const from = onset(run, trials);
    const hit = { from, to: from + minutes, bad: errors, nodes: nodesHit };
    const side = run % 2 === 0 ? 'target' : 'loadBalancer';
    return flat({
      ...{ kind, requestsPerMinute, nodes, sets, hit, side },
      seed: [seed, run, errors, minutes, requestsPerMinute, kind, nodes].join(' '),
      minutes: minutesUntilCalm(hit.to),
    });
  };
  return { label, trials, make };
}

/** One node fails for an hour, the others do not. */
export function uneven(kind: DeliveryKind, repeated: Repeated): readonly Scenario[] {
  const shapes = [
    { nodes: 6, errors: 0.24 },
    { nodes: 12, errors: 0.4 },
  ];
  return shapes.map(({ nodes, errors }) => ({
    ...incident({ kind, nodes, errors, minutes: 60, requestsPerMinute: 600, nodesHit: 1 }, repeated),
    label: `one node of ${nodes} fails ${percent(errors)}`,
  }));
}

export function thin(repeated: Repeated): readonly Scenario[] {
  return [0.2, 1, 2, 3, 5, 10].map((requestsPerMinute) => ({
    ...incident({ errors: 1, minutes: 30, requestsPerMinute, kind: 'usual' }, repeated),
    label: `${requestsPerMinute} a minute`,
  }));
}

/** All requests of one target group or route fail for 30 minutes, and nothing else does. */
export function below({ trials, seed }: Repeated): readonly Scenario[] {
  const rows = [
    { label: 'a target group of 2 % of 600 a minute', rate: 600, share: 0.02, set: 'TargetGroup', name: 'small' },
    { label: 'a target group of 2 % of 6,000 a minute', rate: 6_000, share: 0.02, set: 'TargetGroup', name: 'small' },
    { label: 'a route of 0.3 % of 6,000 a minute', rate: 6_000, share: 0.003, set: 'Route', name: 'rare' },
  ] as const;
  return rows.map(({ label, rate, share, set, name }) => {
    const make = (run: number): Trial => {
      const from = onset(run, trials);
      const span = { from, to: from + 30 };
      const [nodes, minutes] = [3, minutesUntilCalm(span.to)];
      const of =
        (part: number, isHit: boolean): Part['load'] =>
        (minute) => ({
          requests: (rate * part) / nodes,
          bad: isHit ? BASE + (1 - BASE) * overlap(span, minute) : BASE,
        });
      const parts = [
        { targetGroup: 'large', route: 'usual', load: of(1 - share, false) },
        { targetGroup: 'small', route: 'rare', load: of(share, true) },
      ];
      const shape = {
        seed: `${seed} ${run} ${label}`,
        kind: 'usual',
        minutes,
        nodes,
        sets: ['All', 'LoadBalancer', set],
      } as const;
      return { ...trial(shape, parts, span), name };
    };
    return { label, trials, make };
  });
}

/** Errors that grow to 20 %, and traffic that falls to a part of what it was while all that is left fails. */
export function changing({ trials, seed }: Repeated): readonly Scenario[] {
  const ramp =
    (rise: number): Scenario['make'] =>
    (run) => {
      const from = onset(run, trials);
      const span = { from, to: from + rise + 30 };
      const share = (minute: number) => Math.min(1, Math.max(0, (minute - from) / rise)) * (minute < span.to ? 1 : 0);
      const load: Part['load'] = (minute) => ({ requests: 200, bad: BASE + (0.2 - BASE) * share(minute) });
      return changed(`${seed} ${run} ramp ${rise}`, span, load);
    };
  const fall =
    (left: number): Scenario['make'] =>
    (run) => {
      const from = onset(run, trials);
      const span = { from, to: from + 30 };
      const load: Part['load'] = (minute) => {
        const hit = overlap(span, minute);
        const failing = left * hit;
        const requests = 200 * (1 - hit + failing);
        return { requests, bad: requests === 0 ? 0 : (failing * 200 + BASE * 200 * (1 - hit)) / requests };
      };
      return changed(`${seed} ${run} fall ${left}`, span, load);
    };
  return [
    ...[15, 60].map((rise) => ({ label: `grow to 20 % in ${rise} minutes`, trials, make: ramp(rise) })),
    ...[0.3, 0.1, 0.03, 0.01].map((left) => ({
      label: `traffic falls to ${percent(left)}, all fail`,
      trials,
      make: fall(left),
    })),
  ];
}

function changed(seed: string, span: { from: number; to: number }, load: Part['load']): Trial {
  const shape = { seed, kind: 'usual', minutes: minutesUntilCalm(span.to), nodes: 3 } as const;
  return trial(shape, [{ targetGroup: 'web', route: 'all', load }], span);
}

/** Slow requests, where 1 % may be slow and 0.5 % always are. */
export function slow({ trials, seed }: Repeated): readonly Scenario[] {
  return RATES.flatMap((requestsPerMinute) =>
    [15, 60].flatMap((minutes) =>
      [0.03, 0.2].map((bad) => ({
        label: `${percent(bad)} slow for ${minutes} min, ${requestsPerMinute} a minute`,
        trials,
        make: (run: number): Trial => {
          const from = onset(run, trials);
          const hit = { from, to: from + minutes, bad };
          const name = `${seed} ${run} slow ${bad} ${minutes} ${requestsPerMinute}`;
          const shape = { requestsPerMinute, hit, measured: 'slow', base: 0.005, kind: 'spread' } as const;
          return flat({ ...shape, seed: name, minutes: minutesUntilCalm(hit.to) });
        },
      })),
    ),
  );
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
