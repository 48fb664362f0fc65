/**
 * `npm run soak`: the long form of faults.test.ts. Every kind of fault at every call of the function, then random runs
 * until the time is up. Prints what was tried and what came of it; ends with 1 when a line was lost or doubled
 * unaccounted for.
 */
import { parseArgs } from 'node:util';
import { type Command, run } from '../../../local/terminal/command.ts';
import { whole } from '../../../local/terminal/options.ts';
import { everyFault, runFaults, type Summary } from './points.ts';
import { soak } from './soak.ts';

const HELP = `Makes every call of the function fail in every way, then calls at random, and compares what was published with
what the logs hold. That takes three to eight minutes. Random runs follow until the time is up.

  --minutes N   how long, from the start (default 10); what is begun is ended
  --seed N      of the first random run (default: from the clock); the others count on from it
  --random      only random runs`;

const OBJECTS = 200;
const FAULT_RATES = [0.01, 0.03, 0.08];
/** Of these runs one tells how far it is. */
const RUNS_A_LINE = 20;

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly random: boolean;
}

function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
      random: { type: 'boolean', default: false },
    },
  });
  return {
    minutes: whole('--minutes', values.minutes, { from: 1 }),
    seed: whole('--seed', values.seed, {}),
    random: values.random,
  };
}

async function soakCommand({ minutes, seed, random }: Options): Promise<number> {
  const began = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - began) / 1000)} s`;
  const all: Summary[] = [];
  const say = (what: string, summary: Summary): void => {
    all.push(summary);
    console.log(`${what}: ${told(summary)} (${elapsed()})`);
    for (const bad of summary.bad) console.error(JSON.stringify(bad));
  };
  if (!random) {
    const ended = (runs: number, points: number): void => {
      if (runs % RUNS_A_LINE === 0) console.log(`point ${runs} of ${points}, ${elapsed()}`);
    };
    say('every fault at every call', await runFaults(everyFault, ended));
  }
  const points = all[0]?.runs ?? 0;
  let rounds = 0;
  for (; rounds === 0 || Date.now() < began + minutes * 60_000; rounds++) {
    const faultRate = FAULT_RATES[rounds % FAULT_RATES.length] ?? 0.01;
    const summary = await soak({ seed: seed + rounds, objects: OBJECTS, faultRate, bigEvery: 25 });
    say(`random, seed ${seed + rounds}, fault rate ${faultRate}`, summary);
  }
  const total = sumOf(all);
  const tried = `${points} faults one by one and ${rounds} random runs of ${OBJECTS} objects (seeds from ${seed})`;
  console.log(`In ${elapsed()} ${tried}: ${told(total)}; ${total.bad.length} were wrong.`);
  return total.bad.length === 0 ? 0 : 1;
}

function told({ runs, faults, objects, lost, twice, ambiguous, unfounded }: Summary): string {
  const unreported = twice + unfounded - ambiguous;
  return (
    `${runs} runs, ${faults} faults, ${objects} objects, ${lost} lines lost, ${unreported} counted twice unreported; ` +
    `${twice} counted twice, ${ambiguous} reported as ambiguous, ${unfounded} of these were counted once`
  );
}

function sumOf(summaries: readonly Summary[]): Summary {
  const sum = (of: (summary: Summary) => number): number => summaries.reduce((total, one) => total + of(one), 0);
  return {
    runs: sum(({ runs }) => runs),
    faults: sum(({ faults }) => faults),
    objects: sum(({ objects }) => objects),
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
    ambiguous: sum(({ ambiguous }) => ambiguous),
    unfounded: sum(({ unfounded }) => unfounded),
    bad: summaries.flatMap(({ bad }) => bad),
  };
}

const command: Command<Options> = { name: 'soak', form: '[options]', help: HELP, parse, run: soakCommand };

await run(command, process.argv.slice(2));
