/** Traffic that must not page: the sets of the goals in docs/alarms.md, each as scenarios. */
import { percent, RATES, type Repeated } from './found.ts';
import { BASE, flat, type Scenario, type Trial, trial } from './scenario.ts';
import type { Part } from './traffic.ts';

const WEEK_MINUTES = 7 * 24 * 60;

/** 4 % for two hours, where 5 % is allowed; deliveries take turns. */
export function under({ trials, seed }: Repeated): readonly Scenario[] {
  return [60, 600, 6_000].map((requestsPerMinute) => ({
    label: `4 % for two hours, ${requestsPerMinute} a minute`,
    trials,
    make: (run): Trial =>
      flat({
        seed: `${seed} ${run} under ${requestsPerMinute}`,
        kind: run % 2 === 0 ? 'usual' : 'spread',
        minutes: 180,
        requestsPerMinute,
        hit: { from: 20, to: 140, bad: 0.04 },
      }),
  }));
}

/** Many nodes, each with few requests: what is subtracted for chance grows with their number, and chance does too. */
export function many({ trials, seed }: Repeated): readonly Scenario[] {
  return [20, 50, 100].map((nodes) => ({
    label: `3 % on ${nodes} nodes`,
    trials,
    make: (run): Trial =>
      flat({
        seed: `${seed} ${run} many ${nodes}`,
        kind: 'usual',
        minutes: 120,
        requestsPerMinute: 600,
        nodes,
        base: 0.03,
      }),
  }));
}

/** Thirty seconds, as a deployment without draining makes them. */
export function blips({ trials, seed }: Repeated): readonly Scenario[] {
  return [0.6, 1].flatMap((bad) =>
    RATES.map((requestsPerMinute) => ({
      label: `${percent(bad)} for 30 s, ${requestsPerMinute} a minute`,
      trials,
      make: (run: number): Trial => {
        const from = 40 + ((run + 0.5) / trials) * 5;
        return flat({
          seed: `${seed} ${run} blip ${bad} ${requestsPerMinute}`,
          kind: run % 2 === 0 ? 'usual' : 'spread',
          minutes: 85,
          requestsPerMinute,
          hit: { from, to: from + 0.5, bad },
        });
      },
    })),
  );
}

export function weeks({ trials, seed }: Repeated, rates: readonly number[]): readonly Scenario[] {
  return rates.map((requestsPerMinute) => ({
    label: `${requestsPerMinute} a minute`,
    trials,
    make: (run): Trial =>
      flat({ seed: `${seed} ${run} week`, kind: 'usual', minutes: WEEK_MINUTES, requestsPerMinute }),
  }));
}

/** Two hundred target groups of 30 requests a minute for a week, ten at a time. */
export function subjects({ seed }: Pick<Repeated, 'seed'>): Scenario {
  return {
    label: '200 target groups of 30 a minute',
    trials: 20,
    make: (run) => {
      const load: Part['load'] = () => ({ requests: 10, bad: BASE });
      const parts = Array.from({ length: 10 }, (_, at) => ({ targetGroup: `group-${at}`, route: 'all', load }));
      const shape = { seed: `${seed} ${run} subjects`, kind: 'usual', minutes: WEEK_MINUTES, nodes: 3 } as const;
      return trial({ ...shape, sets: ['TargetGroup'] }, parts);
    },
  };
}

/** Weeks of requests of which some are slow at all times, where 1 % may be; deliveries take turns. */
export function slowWeeks({ trials, seed }: Repeated): readonly Scenario[] {
  return [0.005, 0.008].flatMap((base) =>
    RATES.map((requestsPerMinute) => ({
      label: `${percent(base)} slow, ${requestsPerMinute} a minute`,
      trials,
      make: (run: number): Trial =>
        flat({
          seed: `${seed} ${run} slow week`,
          kind: run % 2 === 0 ? 'usual' : 'spread',
          minutes: WEEK_MINUTES,
          requestsPerMinute,
          base,
          measured: 'slow',
        }),
    })),
  );
}
