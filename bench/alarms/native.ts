/** Alarms on AWS's own metrics: incidents, thin traffic and quiet, with metrics of several ages. */
import { createMetricStore } from '../../local/cloudwatch/store.ts';
import { random } from '../../local/generate/random.ts';
import { nativeData, putNative } from '../../local/simulate/native.ts';
import { NATIVE_AGES, type NativeAge } from '../../local/simulate/native-age.ts';
import { binomial, poisson } from './chance.ts';
import { percent, type Repeated } from './found.ts';
import { BASE, minutesUntilCalm, onset, overlap, type Scenario, type Trial } from './scenario.ts';
import { LOAD_BALANCER, MINUTE, START } from './traffic.ts';

export interface AgeRow {
  readonly label: string;
  readonly age: Omit<NativeAge, 'seed'>;
}

const minutesOld = (minutes: number): AgeRow => ({
  label: `${minutes} min old`,
  age: { seconds: [minutes * 60, minutes * 60], each: 'minute' },
});

export const AGES: readonly AgeRow[] = [
  ...[1, 2, 3, 4].map(minutesOld),
  { label: 'mixed, 1 to 3.5 min', age: NATIVE_AGES.mixed },
];

interface NativeShape {
  readonly seed: string;
  readonly age: AgeRow['age'];
  readonly requestsPerMinute: number;
  readonly minutes: number;
  readonly hit?: { readonly from: number; readonly to: number; readonly bad: number };
  readonly side: 'loadBalancer' | 'target';
}

function nativeTrial({ seed, age, requestsPerMinute, minutes, hit, side }: NativeShape): Trial {
  const store = createMetricStore();
  const chance = random(seed, 'native');
  for (let minute = 0; minute < minutes; minute++) {
    const requests = poisson(chance, requestsPerMinute);
    const bad = hit === undefined ? BASE : BASE + (hit.bad - BASE) * overlap(hit, minute);
    const seen = binomial(chance, requests, bad);
    // Requests that are refused before a target is chosen are not in RequestCount.
    const counted = side === 'target' ? requests : requests - seen;
    const counts = { requests: counted, seen, made: side === 'target' ? seen : 0 };
    putNative(store, { ...age, seed }, nativeData(LOAD_BALANCER, START + minute * MINUTE, counts));
  }
  return { store, minutes, ...(hit !== undefined && { incident: { from: hit.from, to: hit.to } }) };
}

/** 96 incidents with eight of each kind; sides take turns. */
export function nativeIncidents({ age }: AgeRow, { trials, seed }: Repeated): readonly Scenario[] {
  return [60, 600].flatMap((requestsPerMinute) =>
    [5, 15].flatMap((length) =>
      [0.2, 0.5, 1].map((bad) => ({
        label: `${percent(bad)} for ${length} min, ${requestsPerMinute} a minute`,
        trials,
        make: (run: number): Trial => {
          const from = onset(run, trials);
          const hit = { from, to: from + length, bad };
          const side = run % 2 === 0 ? 'target' : 'loadBalancer';
          const name = `${seed} ${run} native ${bad} ${length} ${requestsPerMinute}`;
          return nativeTrial({ seed: name, age, requestsPerMinute, minutes: minutesUntilCalm(hit.to), hit, side });
        },
      })),
    ),
  );
}

/** All requests fail for half an hour. */
export function nativeThin({ trials, seed }: Repeated): readonly Scenario[] {
  return [1, 2, 3, 5, 10].map((requestsPerMinute) => ({
    label: `all fail, ${requestsPerMinute} a minute`,
    trials,
    make: (run): Trial => {
      const from = onset(run, trials);
      const hit = { from, to: from + 30, bad: 1 };
      const side = run % 2 === 0 ? 'target' : 'loadBalancer';
      const shape = {
        age: NATIVE_AGES.usual,
        requestsPerMinute,
        minutes: minutesUntilCalm(hit.to),
        hit,
        side,
      } as const;
      return nativeTrial({ ...shape, seed: `${seed} ${run} native thin ${requestsPerMinute}` });
    },
  }));
}

/** Nothing that should page: errors below what is allowed, thirty seconds of errors, weeks. */
export function nativeQuiet({ trials, seed }: Repeated, weeks: number): readonly Scenario[] {
  const rates = [60, 600, 6_000];
  const shape = (run: number) =>
    ({ age: run % 2 === 0 ? NATIVE_AGES.usual : NATIVE_AGES.mixed, side: side(run) }) as const;
  const side = (run: number) => (run % 4 < 2 ? 'target' : 'loadBalancer');
  const under = rates.map((requestsPerMinute) => ({
    label: `4 % for two hours, ${requestsPerMinute} a minute`,
    trials,
    make: (run: number): Trial => {
      const hit = { from: 20, to: 140, bad: 0.04 };
      return nativeTrial({ ...shape(run), requestsPerMinute, minutes: 200, hit, seed: `${seed} ${run} native under` });
    },
  }));
  const blips = rates.map((requestsPerMinute) => ({
    label: `100 % for 30 s, ${requestsPerMinute} a minute`,
    trials,
    make: (run: number): Trial => {
      const hit = { from: 40 + run / trials, to: 40.5 + run / trials, bad: 1 };
      return nativeTrial({ ...shape(run), requestsPerMinute, minutes: 100, hit, seed: `${seed} ${run} native blip` });
    },
  }));
  const quiet = [1, 5, 30, 600, 6_000].map((requestsPerMinute) => ({
    label: `weeks of ${requestsPerMinute} a minute`,
    trials: weeks,
    make: (run: number): Trial =>
      nativeTrial({ ...shape(run), requestsPerMinute, minutes: 7 * 24 * 60, seed: `${seed} ${run} native week` }),
  }));
  return [...under, ...blips, ...quiet];
}
