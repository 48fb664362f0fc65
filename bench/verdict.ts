/**
 * `npm run bench -- verdict [--seeds N] [--first N] [--kind TEXT] [--wrong]`: does the verdict name what is known to be true?
 *
 * Scenarios of every kind (local/generate/scenarios) are read by the code of the function and judged: right place and right cause, right
 * origin, right times, and incidents found that there are not. Beside it stands what "largest count" would have said. All is seeded.
 */
import { parseArgs } from 'node:util';
import { judge } from '../lambda/verdict/judge.ts';
import { PLAY_NAMES, SCENARIO_START, scenario } from '../local/generate/scenarios/index.ts';
import { whole } from '../local/terminal/options.ts';
import { progress } from '../local/terminal/progress.ts';
import { machine } from './machine.ts';
import { markdownTable } from './statistics.ts';
import { evidenceOf, play } from './verdict/play.ts';
import { isLargestCountRight, largestCount, type Score, scoreOf } from './verdict/score.ts';

interface Row extends Score {
  readonly name: string;
  readonly scenarios: number;
  readonly largest: number;
  /** Scenarios without an incident, and those for which "largest count" would name one all the same. */
  readonly largestFalse: number;
}

export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string', default: '14' },
      first: { type: 'string', default: '1' },
      kind: { type: 'string', default: '' },
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
      each.push(await rowOf(name, seed));
      bar.update(kind * seeds + each.length);
    }
    rows.push(together(name, each));
  }
  bar.stop();
  print(rows);
  if (values.wrong) for (const { name, wrong } of rows) for (const text of wrong) console.log(`${name}: ${text}`);
}

async function rowOf(name: (typeof PLAY_NAMES)[number], seed: number): Promise<Row> {
  const one = scenario(name, seed);
  const evidence = await evidenceOf(await play(one));
  const score = scoreOf(judge(evidence).incidents, one.truths, SCENARIO_START);
  const largest = largestCount(evidence);
  return {
    ...{ name, scenarios: 1, ...score },
    wrong: score.wrong.map((text) => `seed ${seed}: ${text}`),
    largest: one.truths.filter((truth) => isLargestCountRight(largest, truth)).length,
    largestFalse: one.truths.length === 0 && largest.cause !== undefined ? 1 : 0,
  };
}

function together(name: string, rows: readonly Row[]): Row {
  const sum = (count: (row: Row) => number): number => rows.reduce((all, row) => all + count(row), 0);
  return {
    ...{ name, scenarios: sum((row) => row.scenarios), incidents: sum((row) => row.incidents) },
    ...{ right: sum((row) => row.right), origin: sum((row) => row.origin), times: sum((row) => row.times) },
    ...{
      false: sum((row) => row.false),
      largest: sum((row) => row.largest),
      largestFalse: sum((row) => row.largestFalse),
    },
    wrong: rows.flatMap(({ wrong }) => wrong),
  };
}

function print(rows: readonly Row[]): void {
  const cells = ({ name, scenarios, incidents, right, origin, times, false: wrong, largest, largestFalse }: Row) => [
    ...[
      name,
      `${scenarios}`,
      `${incidents}`,
      `${right}`,
      `${origin}`,
      `${times}`,
      `${wrong}`,
      `${largest}`,
      `${largestFalse}`,
    ],
  ];
  const head = [
    'kind',
    'scenarios',
    'incidents',
    'right',
    'right origin',
    'right times',
    'false',
    'largest count right',
    'largest count false',
  ];
  const all = together('all', rows);
  console.log(markdownTable(head, [...rows, all].map(cells)));
  const share = all.incidents === 0 ? 0 : (100 * all.right) / all.incidents;
  const largest = all.incidents === 0 ? 0 : (100 * all.largest) / all.incidents;
  console.log(
    `\nRight place and cause: ${share.toFixed(1)} % (largest count: ${largest.toFixed(1)} %). False incidents: ${all.false}.`,
  );
}
