/**
 * `npm run soak`: the long form of test/faults. Every kind of fault at every call of the function, then random runs
 * until the time is up. Prints what was tried and what came of it; ends with 1 when a line was lost or doubled
 * unaccounted for. Options: --minutes N (default 10), --seed N (default: from the clock), --random to leave out the
 * first part.
 */
import { parseArgs } from 'node:util';
import { everyFault, runFaults, type Summary } from './points.ts';
import { soak } from './soak.ts';

const OBJECTS = 200;
const FAULT_RATES = [0.01, 0.03, 0.08];

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    random: { type: 'boolean', default: false },
  },
});
const end = Date.now() + positive('minutes', values.minutes) * 60_000;
const firstSeed = positive('seed', values.seed);

let isBad = false;
if (!values.random) say('every fault at every call', await runFaults(everyFault));
for (let round = 0; round === 0 || Date.now() < end; round++) {
  const seed = firstSeed + round;
  const faultRate = FAULT_RATES[round % FAULT_RATES.length] ?? 0.01;
  say(`random, seed ${seed}, fault rate ${faultRate}`, await soak({ seed, objects: OBJECTS, faultRate, bigEvery: 25 }));
}
process.exitCode = isBad ? 1 : 0;

function say(what: string, { runs, faults, objects, lost, twice, ambiguous, unfounded, bad }: Summary): void {
  console.log(
    `${what}: ${runs} runs, ${faults} faults, ${objects} objects, ${lost} lines lost, ${twice} counted twice, ` +
      `${ambiguous} said to be ambiguous (${unfounded} of them were not counted twice)`,
  );
  for (const one of bad) console.error(JSON.stringify(one));
  if (bad.length > 0) isBad = true;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, got '${text}'`);
  return value;
}
