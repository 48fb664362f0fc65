/**
 * `npm run bench -- verdict [--seeds N] [--first N] [--kind TEXT] [--account] [--wrong]`: does the verdict name what is
 * known to be true?
 *
 * Scenarios of every kind (local/generate/scenarios) are read by the code of the function and judged: right place and
 * right cause, right origin, right times, and incidents found that there are not. Next to it stands what "largest
 * count" would have said. With `--account` each scenario also goes through the function of the account, with stand-ins
 * for the services it asks. All is seeded.
 */
import { parseArgs } from 'node:util';
import { judge } from '../lambda/verdict/judge.ts';
import type { Incident } from '../lambda/verdict/verdict.ts';
import { PLAY_NAMES, SCENARIO_START, scenario } from '../local/generate/scenarios/index.ts';
import type { Truth } from '../local/generate/scenarios/scenario.ts';
import { whole } from '../local/terminal/options.ts';
import { progress } from '../local/terminal/progress.ts';
import { machine } from './machine.ts';
import { markdownTable } from './statistics.ts';
import { essence, toldIn } from './verdict/in-account.ts';
import { evidenceOf, type Played, play } from './verdict/play.ts';
import { isLargestCountRight, largestCount, type Score, scoreOf } from './verdict/score.ts';

interface Row extends Score {
  readonly name: string;
  readonly scenarios: number;
  readonly largest: number;
  /** Scenarios without an incident, and those for which "largest count" would name one anyway. */
  readonly largestFalse: number;
  /**
   * Of what the function in the account told: right, not there, and incidents that it tells otherwise than the engine
   * on this machine.
   */
  readonly account: { readonly right: number; readonly false: number; readonly other: number } | undefined;
}

interface Options {
  readonly isInAccount: boolean;
}

export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string', default: '14' },
      first: { type: 'string', default: '1' },
      kind: { type: 'string', default: '' },
      account: { type: 'boolean', default: false },
      wrong: { type: 'boolean', default: false },
    },
  });
  const [seeds, first] = [whole('--seeds', values.seeds, { from: 1 }), whole('--first', values.first, {})];
  const names = PLAY_NAMES.filter((name) => name.includes(values.kind));
  console.log(`${machine()} ${seeds} scenarios of each of ${names.length} kinds, from seed ${first}.\n`);
  const bar = progress('scenarios', names.length * seeds);
  const rows: Row[] = [];
  for (const [kind, name] of names.entries()) {
    const each: Row[] = [];
    for (let seed = first; seed < first + seeds; seed++) {
      each.push(await rowOf(name, seed, { isInAccount: values.account }));
      bar.update(kind * seeds + each.length);
    }
    rows.push(together(name, each));
  }
  bar.stop();
  print(rows);
  if (values.wrong) for (const { name, wrong } of rows) for (const text of wrong) console.log(`${name}: ${text}`);
}

async function rowOf(name: (typeof PLAY_NAMES)[number], seed: number, { isInAccount }: Options): Promise<Row> {
  const one = scenario(name, seed);
  const played = await play(one);
  const evidence = await evidenceOf(played);
  const { incidents } = judge(evidence);
  const score = scoreOf(incidents, one.truths, SCENARIO_START);
  const largest = largestCount(evidence);
  const account = isInAccount ? await accountOf(played, one.truths, incidents) : undefined;
  return {
    ...{ name, scenarios: 1, ...score, account },
    wrong: [...score.wrong, ...(account?.wrong ?? [])].map((text) => `seed ${seed}: ${text}`),
    largest: one.truths.filter((truth) => isLargestCountRight(largest, truth)).length,
    largestFalse: one.truths.length === 0 && largest.cause !== undefined ? 1 : 0,
  };
}

async function accountOf(played: Played, truths: readonly Truth[], here: readonly Incident[]) {
  const told = await toldIn(played, truths);
  const score = scoreOf(told, truths, SCENARIO_START);
  const [mine, theirs] = [here.map(essence), told.map(essence)];
  const others = [
    ...mine.filter((one) => !theirs.includes(one)).map((one) => `only here: ${one}`),
    ...theirs.filter((one) => !mine.includes(one)).map((one) => `only in the account: ${one}`),
  ];
  const wrong = [...score.wrong.map((text) => `account: ${text}`), ...others];
  return { right: score.right, false: score.false, other: others.length, wrong };
}

function together(name: string, rows: readonly Row[]): Row {
  const sum = (count: (row: Row) => number): number => rows.reduce((all, row) => all + count(row), 0);
  const accountSum = (member: 'right' | 'false' | 'other'): number => sum(({ account }) => account?.[member] ?? 0);
  const hasAccount = rows.some(({ account }) => account !== undefined);
  return {
    ...{ name, scenarios: sum((row) => row.scenarios), incidents: sum((row) => row.incidents) },
    ...{ right: sum((row) => row.right), origin: sum((row) => row.origin), times: sum((row) => row.times) },
    false: sum((row) => row.false),
    ...{ largest: sum((row) => row.largest), largestFalse: sum((row) => row.largestFalse) },
    account: hasAccount
      ? { right: accountSum('right'), false: accountSum('false'), other: accountSum('other') }
      : undefined,
    wrong: rows.flatMap(({ wrong }) => wrong),
  };
}

const HEAD = ['kind', 'scenarios', 'incidents', 'right', 'right origin', 'right times', 'false'];
const HEAD_LARGEST = ['largest count right', 'largest count false'];
const HEAD_ACCOUNT = ['account right', 'account false', 'account otherwise'];

function print(rows: readonly Row[]): void {
  const all = together('all', rows);
  const table = [...rows, all].map((row) => {
    const { name, scenarios, incidents, right, origin, times, largest, largestFalse, account } = row;
    const counts = [scenarios, incidents, right, origin, times, row.false, largest, largestFalse];
    return [name, ...counts, ...(account === undefined ? [] : [account.right, account.false, account.other])].map(
      String,
    );
  });
  console.log(markdownTable([...HEAD, ...HEAD_LARGEST, ...(all.account === undefined ? [] : HEAD_ACCOUNT)], table));
  const share = (part: number): string => `${(all.incidents === 0 ? 0 : (100 * part) / all.incidents).toFixed(1)} %`;
  console.log(
    `\nRight place and cause: ${share(all.right)} (largest count: ${share(all.largest)}). False incidents: ${all.false}.`,
  );
  if (all.account !== undefined) {
    const { right, other } = all.account;
    console.log(
      `In the account: right ${share(right)}, false ${all.account.false}, told otherwise than here ${other}.`,
    );
  }
}
