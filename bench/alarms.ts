/**
 * `npm run bench -- alarms [--set NAME] [--trials N] [--weeks N] [--seed N] [--only NAME…]`: when do alarms fire on
 * data that arrive late?
 *
 * Made-up traffic with and without incidents is played against the alarms of a deploy without settings, against those
 * that it had before, and against what people usually write. The evaluator is the model of CloudWatch in
 * local/cloudwatch. Every number is seeded. Goals and figures: docs/alarms.md.
 */
import { parseArgs } from 'node:util';
import { DELIVERIES, DELIVERY_KINDS, type DeliveryKind } from '../local/simulate/delivery.ts';
import { oneOfChoices, whole } from '../local/terminal/options.ts';
import {
  BEFORE,
  BEFORE_SLOW,
  type Contestant,
  FIRST_DATA,
  nativeContestants,
  type Ours,
  oursSynthesized,
  USUAL,
} from './alarms/contestants.ts';
import {
  below,
  type Case,
  cases,
  changing,
  incident,
  isInGoal,
  type Repeated,
  slow,
  thin,
  uneven,
} from './alarms/found.ts';
import { AGES, nativeIncidents, nativeQuiet, nativeThin } from './alarms/native.ts';
import { blips, many, slowWeeks, subjects, under, weeks } from './alarms/quiet.ts';
import type { Scenario } from './alarms/scenario.ts';
import { each, firedTable, foundTable, type Group } from './alarms/tables.ts';
import { machine } from './machine.ts';

interface Options extends Repeated {
  readonly weeks: number;
  readonly ours: Ours;
  /** Rows of the tables: page, ticket, before, … Those that play long can be left out. */
  readonly only: readonly string[];
}

const SETS = {
  standard: printStandard,
  kinds: printKinds,
  uneven: printUneven,
  under: printUnder,
  blips: printBlips,
  thin: printThin,
  below: printBelow,
  changing: printChanging,
  weeks: printWeeks,
  slow: printSlow,
  native: printNative,
  range: printRange,
} as const;

export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      set: { type: 'string' },
      trials: { type: 'string', default: '20' },
      weeks: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const names = Object.keys(SETS) as (keyof typeof SETS)[];
  const sets = values.set === undefined ? names : [oneOfChoices('--set', values.set, names)];
  const number = (name: 'trials' | 'weeks' | 'seed') => whole(`--${name}`, values[name], {});
  const only = values.only.map((name) => oneOfChoices('--only', name, ROWS));
  const ours = await oursSynthesized();
  const options = { trials: number('trials'), weeks: number('weeks'), seed: number('seed'), ours, only };
  console.log(`${machine()} ${options.trials} incidents of each kind, ${options.weeks} weeks, seed ${options.seed}.\n`);
  for (const name of sets) await SETS[name](options);
}

function print(title: string, table: string): void {
  console.log(`### ${title}\n\n${table}\n`);
}

const ROWS = ['page', 'ticket', 'native', ...[BEFORE, FIRST_DATA, ...USUAL].map(({ name }) => name)];

function chosen({ only }: Options, contestants: readonly Contestant[]): readonly Contestant[] {
  return contestants.filter(({ name }) => only.length === 0 || only.includes(name));
}

const alone = (options: Options) => chosen(options, [BEFORE, ...options.ours.alone]);
const byKind = (kind: DeliveryKind, cases: readonly Case[], repeated: Repeated): readonly Scenario[] =>
  cases.filter(isInGoal).map((one) => incident({ ...one, kind }, repeated));

function printStandard(options: Options): void {
  for (const kind of DELIVERY_KINDS) {
    const groups: readonly Group[] = [3, 15, 30].map((length) => ({
      label: `${length} min`,
      scenarios: byKind(
        kind,
        cases(kind).filter(({ minutes }) => minutes === length),
        options,
      ),
    }));
    const contestants = chosen(options, [
      FIRST_DATA,
      BEFORE,
      ...options.ours.alone,
      ...(kind === 'usual' ? USUAL : []),
    ]);
    print(
      `Incidents of 20 % or more, delivery ${kind}: ${DELIVERIES[kind].meaning}`,
      foundTable(groups, { contestants, together: 'all' }),
    );
  }
}

function printKinds(options: Options): void {
  print(
    'Every kind of incident, usual delivery',
    foundTable(each(cases('usual').map((one) => incident(one, options))), {
      contestants: chosen(options, options.ours.alone),
    }),
  );
}

function printUneven(options: Options): void {
  for (const kind of DELIVERY_KINDS) {
    print(
      `One node fails for an hour, delivery ${kind}`,
      foundTable(each(uneven(kind, options)), {
        contestants: chosen(options, [FIRST_DATA, BEFORE, ...options.ours.alone]),
      }),
    );
  }
}

/** Shares of a few in a hundred take more runs. */
const often = (options: Options): Options => ({ ...options, trials: options.trials * 5 });

function printUnder(options: Options): void {
  const scenarios = [...under(often(options)), ...many(options)];
  print('Errors below what is allowed: runs that fire', firedTable(each(scenarios), { contestants: alone(options) }));
}

function printBlips(options: Options): void {
  print(
    'Thirty seconds of errors: runs that fire',
    firedTable(each(blips(often(options))), { contestants: alone(options) }),
  );
}

function printThin(options: Options): void {
  print(
    'Thin traffic: all requests fail for 30 minutes',
    foundTable(each(thin(options)), { contestants: alone(options) }),
  );
}

function printBelow(options: Options): void {
  print(
    'Below the load balancer: all requests of a part fail for 30 minutes',
    foundTable(each(below(options)), { contestants: chosen(options, [BEFORE, ...options.ours.all]) }),
  );
}

function printChanging(options: Options): void {
  print('Errors that grow, traffic that falls', foundTable(each(changing(options)), { contestants: alone(options) }));
}

function printWeeks(options: Options): void {
  const repeated = { trials: options.weeks, seed: options.seed };
  print(
    `Weeks without an incident: weeks that fire`,
    firedTable(each(weeks(repeated, [1, 5, 30, 600, 6_000])), { contestants: alone(options) }),
  );
  const contestants = chosen(options, options.ours.all);
  print(
    'A week of two hundred target groups, ten at a time: weeks that fire',
    firedTable(each([subjects(options)]), { contestants }),
  );
}

function printSlow(options: Options): void {
  const contestants = chosen(options, [BEFORE_SLOW, options.ours.slow]);
  print(
    'Slow requests: 1 % is allowed, 0.5 % always are, spread delivery',
    foundTable(each(slow(options)), { contestants }),
  );
  const repeated = { trials: options.weeks, seed: options.seed };
  print('Slow requests: weeks without an incident that fire', firedTable(each(slowWeeks(repeated)), { contestants }));
}

async function printNative(options: Options): Promise<void> {
  const contestants = chosen(options, await nativeContestants());
  const groups = AGES.map((row) => ({ label: row.label, scenarios: nativeIncidents(row, { ...options, trials: 8 }) }));
  print("AWS's own metrics, by their age: 96 incidents each", foundTable(groups, { contestants }));
  print(
    "AWS's own metrics, thin traffic: all requests fail for 30 minutes",
    foundTable(each(nativeThin(options)), { contestants }),
  );
  print(
    "AWS's own metrics: runs that fire where nothing should",
    firedTable(each(nativeQuiet(options, options.weeks)), { contestants }),
  );
}

/** How many periods beyond its own an alarm fetches is not known. */
function printRange(options: Options): void {
  for (const extraPeriods of [0, 2, 10, 40]) {
    const groups = [
      { label: '3 min and longer, usual', scenarios: byKind('usual', cases('usual'), options) },
      ...each(thin(options).slice(1, 3)),
      ...each(uneven('spread', options)),
    ];
    print(
      `With ${extraPeriods} periods more than the alarm has`,
      foundTable(groups, { contestants: chosen(options, options.ours.alone), extraPeriods }),
    );
  }
}
