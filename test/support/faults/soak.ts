/**
 * Seeded random runs: some hundred objects, announced twice and out of order, by invocations that run side by side,
 * while any call fails in any way with some probability. In the end nothing fails any more and the queue runs empty.
 */
import { type Random, random } from '../../../local/generate/random.ts';
import type { Kind, Plan } from './killable.ts';
import { faultObjects } from './objects.ts';
import type { Summary } from './points.ts';
import { createWorld, type Message, type World } from './world.ts';

export interface SoakOptions {
  readonly seed: number;
  readonly objects: number;
  /** Probability of a fault at each call. */
  readonly faultRate: number;
  readonly bigEvery: number;
  /**
   * A server to use instead of dynalite. Invocations then run one after the other, because moto's writes are not
   * atomic.
   */
  readonly dynamodbUrl?: string;
}

const FAULTS: readonly Kind[] = [
  ...(['killBefore', 'killAfter', 'cutBefore', 'cutAfter', 'throttled', 'unavailable', 'invalid'] as const),
  ...(['overtakenBefore', 'overtakenAfter', 'late', 'cutMiddle', 'hangMiddle'] as const),
  ...(['hangBefore', 'hangAfter', 'always cutAfter', 'always throttled', 'always cutBefore'] as const),
];
/** Only a body that is read bit by bit has a middle to die in. */
const OBJECT_FAULTS: readonly Kind[] = ['killMiddle'];
/** The one call that cannot be made safe fails more often than the others. */
const PUT_WEIGHT = 5;
const BATCH = 8;
const AT_ONCE = 3;
/** After these nothing fails any more. */
const FAULTY_ROUNDS = 12;
const ROUNDS_MAX = 60;

export async function soak({ seed, objects: count, faultRate, bigEvery, dynamodbUrl }: SoakOptions): Promise<Summary> {
  const r = random(seed, 'soak');
  const objects = await faultObjects({ seed, count, bigEvery });
  const world = await createWorld(objects, dynamodbUrl);
  const atOnce = dynamodbUrl === undefined ? AT_ONCE : 1;
  let faults = 0;
  let runs = 0;
  const plan = (rate: number): Plan => {
    return ({ command }) => {
      if (r.unit() >= (command === 'PutMetricData' ? rate * PUT_WEIGHT : rate)) return undefined;
      faults += 1;
      return pick(r, command === 'GetObject' ? [...FAULTS, ...OBJECT_FAULTS] : FAULTS);
    };
  };
  let waiting = announce(
    r,
    objects.map(({ key }) => key),
  );
  for (let round = 0; waiting.length > 0 && round < ROUNDS_MAX; round++) {
    const rate = round < FAULTY_ROUNDS ? faultRate : 0;
    const batches = batchesOf(shuffled(r, waiting)).slice(0, atOnce);
    alsoDeliver(r, batches);
    const done = new Set<Message>();
    const deliveries = batches.map(async (batch) => {
      const back = new Set(await world.deliver(batch, plan(rate)));
      // A message is gone as soon as one of its receivers says so.
      for (const message of batch) if (!back.has(message)) done.add(message);
    });
    await Promise.all(deliveries);
    runs += batches.length;
    waiting = waiting.filter((message) => !done.has(message));
    await world.leasesEnd();
  }
  return finish(world, { runs, faults, objects: count, waiting, seed });
}

interface Finished {
  readonly runs: number;
  readonly faults: number;
  readonly objects: number;
  readonly waiting: readonly Message[];
  readonly seed: number;
}

async function finish(world: World, { runs, faults, objects, waiting, seed }: Finished): Promise<Summary> {
  const compared = await world.compare();
  const { lost, twice, ambiguous, unfounded, wrong } = compared;
  const isBad = lost > 0 || wrong.length > 0 || waiting.length > 0 || twice + unfounded !== ambiguous;
  const bad = isBad ? [{ seed, ...compared, waiting: waiting.length, refused: world.cloudwatch.refused }] : [];
  await world.close();
  return { runs, faults, objects, lost, twice, ambiguous, unfounded, bad };
}

/** One object a message, a tenth of them twice, some messages naming two. */
function announce(r: Random, keys: readonly string[]): Message[] {
  const named = keys.flatMap((key) => (r.unit() < 0.1 ? [[key], [key]] : [[key]]));
  const pairs = keys.slice(1).flatMap((key, index) => (r.unit() < 0.05 ? [[keys[index] ?? key, key]] : []));
  return [...named, ...pairs].map((some, index) => ({ id: `message-${index}`, keys: some, receives: 0 }));
}

/** A queue delivers at least once: now and then to two at the same time. */
function alsoDeliver(r: Random, batches: Message[][]): void {
  for (const [index, batch] of batches.entries()) {
    const next = batches[(index + 1) % batches.length];
    const [message] = batch;
    if (message !== undefined && next !== batch && !next?.includes(message) && r.unit() < 0.5) next?.unshift(message);
  }
}

function batchesOf(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = [];
  for (let from = 0; from < messages.length; from += BATCH) batches.push(messages.slice(from, from + BATCH));
  return batches;
}

function shuffled(r: Random, messages: readonly Message[]): Message[] {
  return messages
    .map((message) => ({ message, at: r.unit() }))
    .sort((left, right) => left.at - right.at)
    .map(({ message }) => message);
}

function pick<T>(r: Random, some: readonly T[]): T {
  const found = some[r.below(some.length)];
  if (found === undefined) throw new Error('expected something to pick from, got nothing');
  return found;
}
