/**
 * `npm run bench -- alarms [--trials N] [--weeks N] [--seed N]`: when do alarms fire on data that arrive late?
 *
 * A fixed set of incidents (8, 20, 50, 100 % errors for 1, 3, 15, 30 minutes at 30, 600 and 6,000 requests a minute, three
 * models of delivery) is played against our default alarms, as synthesized, and against the usual choices; then weeks without
 * an incident. The evaluator is the model of CloudWatch in local/cloudwatch. Every number is seeded. Figures: docs/alarms.md.
 */
import { parseArgs } from 'node:util';
import { timeline } from '../local/cloudwatch/timeline.ts';
import { DELIVERIES, DELIVERY_KINDS, type DeliveryKind } from '../local/simulate/delivery.ts';
import { type Judgement, judge, tally } from '../local/simulate/judge.ts';
import { progress } from '../local/terminal/progress.ts';
import { type Shape, synthesizedAlarms, USUAL } from './alarms/shapes.ts';
import { type Traffic, trafficStore } from './alarms/traffic.ts';
import { machine } from './machine.ts';
import { markdownTable } from './statistics.ts';

const MINUTE = 60_000;
const WEEK_MINUTES = 7 * 24 * 60;
const START = Date.UTC(2026, 4, 4);
/** Quiet time before an incident, and after it until every alarm has cleared. */
const BEFORE_MINUTES = 40;
const AFTER_MINUTES = 55;
const BASE_ERRORS = 0.01;

const ERRORS = [0.08, 0.2, 0.5, 1];
const LENGTHS = [1, 3, 15, 30];
const RATES = [30, 600, 6_000];

/** One combination of the fixed set. */
export interface Case {
  readonly errors: number;
  readonly minutes: number;
  readonly requestsPerMinute: number;
  readonly kind: DeliveryKind;
  readonly nodes?: number;
  readonly nodesHit?: number;
}

export interface Outcome {
  readonly shape: string;
  readonly played: Case;
  readonly judgements: readonly Judgement[];
}

export const CASES: readonly Case[] = DELIVERY_KINDS.flatMap((kind) =>
  RATES.flatMap((requestsPerMinute) =>
    ERRORS.flatMap((errors) => LENGTHS.map((minutes) => ({ errors, minutes, requestsPerMinute, kind }))),
  ),
);

export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      trials: { type: 'string', default: '20' },
      weeks: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [trials, weeks, seed] = [values.trials, values.weeks, values.seed].map((text) => whole(text));
  const shapes = [{ name: 'ours', alarms: await synthesizedAlarms() }, ...USUAL];
  const thin = [
    { name: 'ours, requestsPerMinute 5', alarms: await synthesizedAlarms({ alarms: { requestsPerMinute: 5 } }) },
    ...USUAL,
  ];
  console.log(`${machine()} ${trials} incidents of each kind, seed ${seed}.\n`);
  const bar = progress('incidents', CASES.length);
  const outcomes = CASES.flatMap((played, index) => {
    bar.update(index);
    return playIncidents(shapes, played, { trials: trials ?? 0, seed: seed ?? 0 });
  });
  bar.stop();
  printGoal(outcomes);
  printKinds(outcomes);
  printCases(outcomes);
  printWeeks(shapes, { weeks: weeks ?? 0, seed: seed ?? 0 }, [30, 600]);
  printUneven(shapes, { trials: trials ?? 0, seed: seed ?? 0 });
  printThin(thin, { trials: trials ?? 0, weeks: weeks ?? 0, seed: seed ?? 0 });
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`must be a whole number, got '${text}'`);
}

interface Trials {
  readonly trials: number;
  readonly seed: number;
}

/** Every shape sees the same traffic. Onsets are spread over the five minutes of an object, sides take turns. */
export function playIncidents(shapes: readonly Shape[], played: Case, { trials, seed }: Trials): readonly Outcome[] {
  const judgements = shapes.map(() => [] as Judgement[]);
  for (let trial = 0; trial < trials; trial++) {
    const from = START + BEFORE_MINUTES * MINUTE + Math.round(((trial + 0.5) / trials) * 5 * MINUTE);
    const incident = { from, to: from + played.minutes * MINUTE };
    const store = trafficStore({
      ...trafficOf(played, `${seed} ${trial}`),
      incidents: [incident],
      side: trial % 2 === 0 ? 'target' : 'loadBalancer',
      minutes: BEFORE_MINUTES + 10 + played.minutes + AFTER_MINUTES,
    });
    for (const [index, { alarms }] of shapes.entries()) {
      const to = incident.to + (AFTER_MINUTES - 5) * MINUTE;
      judgements[index]?.push(judge(firstOfEach(alarms, store, { from: START + 15 * MINUTE, to }), [incident]));
    }
  }
  return shapes.map(({ name }, index) => ({ shape: name, played, judgements: judgements[index] ?? [] }));
}

/** Every trial of every kind has traffic of its own. */
function trafficOf(played: Case, trial: string): Omit<Traffic, 'incidents' | 'side' | 'minutes'> {
  const { errors, requestsPerMinute, kind, minutes: length, nodes = 3, nodesHit = nodes } = played;
  const seed = [trial, errors, length, requestsPerMinute, kind].join(' ');
  return {
    seed,
    requestsPerMinute,
    baseErrors: BASE_ERRORS,
    incidentErrors: errors,
    from: START,
    delivery: { seed, kind },
    ...{ nodes, nodesHit },
  };
}

/**
 * When the alarms of a shape fired. Of several, the first speaks for all: the sum as clients see it and the side that fails
 * fire for the same incident. What counts as a flap is an alarm that fires again by itself.
 */
function firstOfEach(
  alarms: Shape['alarms'],
  store: ReturnType<typeof trafficStore>,
  span: { from: number; to: number },
): readonly number[] {
  const fired = timeline(alarms, store, span).map(({ changes }) =>
    changes.filter(({ state }) => state === 'ALARM').map(({ at }) => at),
  );
  const [most = []] = fired.toSorted((left, right) => right.length - left.length || (left[0] ?? 0) - (right[0] ?? 0));
  const first = Math.min(...fired.flatMap(([at]) => at ?? []));
  return most.length === 0 ? [] : [first, ...most.slice(1)];
}

const isInGoal = ({ errors, minutes }: Case): boolean => errors >= 0.2 && minutes >= 3;

function printGoal(outcomes: readonly Outcome[]): void {
  const ours = outcomes.filter(({ shape, played }) => shape === 'ours' && played.kind === 'usual' && isInGoal(played));
  const { incidents, found, delays, flaps, falseAlarms } = tally(ours.flatMap(({ judgements }) => judgements));
  console.log(
    `Ours, usual delivery, 3 minutes or longer, 20 % or more: ${found} of ${incidents} found, median ${minutes(quantile(delays, 0.5))}, ` +
      `worst ${minutes(quantile(delays, 1))}, ${flaps} flaps, ${falseAlarms} false alarms.\n`,
  );
}

const HEAD = ['found', 'median', '99 %', 'worst', 'flaps', 'false'] as const;

function cells(judgements: readonly Judgement[]): readonly string[] {
  const { incidents, found, delays, flaps, falseAlarms } = tally(judgements);
  const delay = [0.5, 0.99, 1].map((share) => minutes(quantile(delays, share)));
  return [`${found} of ${incidents}`, ...delay, String(flaps), String(falseAlarms)];
}

function printKinds(outcomes: readonly Outcome[]): void {
  const shapes = [...new Set(outcomes.map(({ shape }) => shape))];
  for (const kind of DELIVERY_KINDS) {
    const rows = shapes.map((shape) => {
      const chosen = outcomes.filter((one) => one.shape === shape && one.played.kind === kind && isInGoal(one.played));
      return [shape, ...cells(chosen.flatMap(({ judgements }) => judgements))];
    });
    console.log(`### Delivery ${kind}: ${DELIVERIES[kind].meaning}\n`);
    console.log('Incidents of 3 minutes or longer with 20 % errors or more, minutes after the onset.\n');
    console.log(`${markdownTable(['alarm', ...HEAD], rows)}\n`);
  }
}

function printCases(outcomes: readonly Outcome[]): void {
  const ours = outcomes.filter(({ shape, played }) => shape === 'ours' && played.kind === 'usual');
  const rows = ERRORS.flatMap((errors) =>
    LENGTHS.map((length) => {
      const perRate = RATES.map((requests) => {
        const matching = ours.filter(
          ({ played }) =>
            played.errors === errors && played.minutes === length && played.requestsPerMinute === requests,
        );
        const { incidents, found, delays, flaps } = tally(matching.flatMap(({ judgements }) => judgements));
        const times = found === 0 ? '' : `, ${minutes(quantile(delays, 0.5))} / ${minutes(quantile(delays, 1))}`;
        return `${found}/${incidents}${times}${flaps === 0 ? '' : `, ${flaps} flaps`}`;
      });
      return [`${Math.round(errors * 100)} %`, `${length} min`, ...perRate];
    }),
  );
  console.log('### Ours, usual delivery, every kind of incident: found, median / worst minutes\n');
  console.log(`${markdownTable(['errors', 'for', ...RATES.map((requests) => `${requests} a minute`)], rows)}\n`);
}

interface Weeks {
  readonly weeks: number;
  readonly seed: number;
}

/** Weeks without an incident: every alarm is false. */
export function quietWeeks(shape: Shape, { weeks, seed }: Weeks, requestsPerMinute: number): number {
  let falseAlarms = 0;
  for (let week = 0; week < weeks; week++) {
    const played = { errors: 0, minutes: 0, requestsPerMinute, kind: 'usual' } as const;
    const store = trafficStore({
      ...trafficOf(played, `${seed} week ${week}`),
      incidents: [],
      side: 'target',
      minutes: WEEK_MINUTES,
    });
    const span = { from: START + 30 * MINUTE, to: START + WEEK_MINUTES * MINUTE };
    const changes = timeline(shape.alarms, store, span).flatMap((one) => one.changes);
    falseAlarms += changes.filter(({ state }) => state === 'ALARM').length;
  }
  return falseAlarms;
}

function printWeeks(shapes: readonly Shape[], weeks: Weeks, rates: readonly number[]): void {
  const rows = shapes.map((shape) => [shape.name, ...rates.map((rate) => String(quietWeeks(shape, weeks, rate)))]);
  console.log(
    `### ${weeks.weeks} weeks without an incident, ${100 * BASE_ERRORS} % errors at all times: false alarms\n`,
  );
  console.log(`${markdownTable(['alarm', ...rates.map((rate) => `${rate} a minute`)], rows)}\n`);
}

/** Two load balancers as one, of which one fails: their files come apart, and each by itself tells another story. */
function printUneven(shapes: readonly Shape[], trials: Trials): void {
  const outcomes = [0.14, 0.2, 0.4].flatMap((errors) =>
    [15, 30].flatMap((length) =>
      playIncidents(
        shapes,
        { errors, minutes: length, requestsPerMinute: 600, kind: 'usual', nodes: 6, nodesHit: 3 },
        trials,
      ),
    ),
  );
  const rows = shapes.map(({ name }) => [
    name,
    ...cells(outcomes.filter(({ shape }) => shape === name).flatMap(({ judgements }) => judgements)),
  ]);
  console.log(
    '### One of two load balancers fails: 14, 20 and 40 % of its requests for 15 and 30 minutes, watched together\n',
  );
  console.log(`${markdownTable(['alarm', ...HEAD], rows)}\n`);
}

function printThin(shapes: readonly Shape[], { trials, weeks, seed }: Trials & Weeks): void {
  const requestsPerMinute = 5;
  const cases = (
    [
      [0.2, 15],
      [0.2, 30],
      [0.5, 15],
      [1, 3],
    ] as const
  ).map(([errors, length]) => ({
    ...{ errors, minutes: length, requestsPerMinute },
    kind: 'usual' as const,
  }));
  const outcomes = cases.flatMap((played) => playIncidents(shapes, played, { trials, seed }));
  const rows = shapes.map((shape) => [
    shape.name,
    ...cells(outcomes.filter((one) => one.shape === shape.name).flatMap(({ judgements }) => judgements)).slice(0, 5),
    String(quietWeeks(shape, { weeks, seed }, requestsPerMinute)),
  ]);
  console.log(
    `### Thin traffic, ${requestsPerMinute} requests a minute: 20 % for 15 and 30 minutes, 50 % for 15, all for 3; and quiet weeks\n`,
  );
  console.log(`${markdownTable(['alarm', ...HEAD.slice(0, 5), 'false in the weeks'], rows)}\n`);
}

function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function minutes(millis: number | undefined): string {
  return millis === undefined ? '-' : (millis / MINUTE).toFixed(1);
}
