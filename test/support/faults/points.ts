/**
 * One run for every call the function makes and every way it can fail: a batch with small objects, one too big for a
 * request, one that was counted before, one whose last invocation died publishing it, a message of two objects and one
 * named twice.
 */

import { failureText } from '../../../lambda/catalogue/failure-text.ts';
import type { Kind, Point } from './killable.ts';
import { type FaultObject, faultObjects } from './objects.ts';
import { createWorld, drain, type Message, type World } from './world.ts';

interface PointRun {
  readonly point: Point;
  readonly kind: Kind;
  readonly lost: number;
  readonly twice: number;
  readonly ambiguous: number;
  readonly unfounded: number;
  readonly wrong: readonly string[];
  /** Why it did not come to its end. */
  readonly error?: string;
}

/** Six objects, the last of them too big for one request. */
const POINT_OBJECTS = { seed: 11, count: 6, bigEvery: 6 } as const;

const KINDS: readonly Kind[] = ['killBefore', 'killAfter', 'cutBefore', 'cutAfter', 'hangBefore', 'hangAfter'];
const ANSWERS: readonly Kind[] = ['throttled', 'unavailable', 'invalid'];
const ALWAYS: readonly Kind[] = ['always cutBefore', 'always cutAfter', 'always throttled', 'always hangAfter'];
const BODY: readonly Kind[] = ['cutMiddle', 'hangMiddle', 'killMiddle'];
const OUT_OF_TURN: readonly Kind[] = ['overtakenBefore', 'overtakenAfter', 'late'];

/** Every kind of fault at every call. */
export function everyFault(calls: readonly Point[]): readonly PointFault[] {
  return calls.flatMap((point) => {
    const body = point.command === 'GetObject' ? BODY : BODY.filter((kind) => kind !== 'killMiddle');
    const kinds = [...KINDS, ...ANSWERS, ...ALWAYS, ...body, ...OUT_OF_TURN];
    return kinds.map((kind) => ({ point, kind }));
  });
}

/** Death after every call (before the next is the same), and every other kind once at each sort of call. */
export function fewFaults(calls: readonly Point[]): readonly PointFault[] {
  const others: readonly Kind[] = ['cutAfter', 'throttled', 'cutBefore', 'unavailable', 'hangAfter', ...OUT_OF_TURN];
  const puts: readonly Kind[] = ['cutAfter', 'hangAfter', 'unavailable', 'throttled'];
  const turns = new Map<string, number>();
  return calls.flatMap((point) => {
    const turn = turns.get(point.command) ?? 0;
    turns.set(point.command, turn + 1);
    const body = point.command === 'GetObject' ? BODY[turn] : undefined;
    const some = point.command === 'PutMetricData' ? puts : others;
    const kinds: readonly (Kind | undefined)[] = ['killAfter', some[turn], body];
    return kinds.flatMap((kind) => (kind === undefined ? [] : [{ point, kind }]));
  });
}

export interface PointFault {
  readonly point: Point;
  readonly kind: Kind;
}

export interface Summary {
  readonly runs: number;
  readonly faults: number;
  readonly objects: number;
  readonly lost: number;
  readonly twice: number;
  readonly ambiguous: number;
  readonly unfounded: number;
  /** Runs in which a line was lost, or doubled without being counted as such. */
  readonly bad: readonly unknown[];
}

/** Runs at a time; most of their time is waiting. */
const AT_ONCE = 4;

/** `ended`: called after each run, with how many there are. */
export async function runFaults(
  choose: (calls: readonly Point[]) => readonly PointFault[],
  ended: (runs: number, all: number) => void = () => undefined,
): Promise<Summary> {
  const objects = await faultObjects(POINT_OBJECTS);
  const todo = [...choose(await points(objects))];
  const all = todo.length;
  const runs: PointRun[] = [];
  const worker = async (): Promise<void> => {
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      runs.push(await runPoint(objects, next.point, next.kind));
      ended(runs.length, all);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return summary(runs, objects.length);
}

function summary(runs: readonly PointRun[], objects: number): Summary {
  const sum = (of: (run: PointRun) => number): number => runs.reduce((total, run) => total + of(run), 0);
  return {
    runs: runs.length,
    // One each, and the death that leaves an object in doubt beforehand.
    faults: 2 * runs.length,
    objects: objects * runs.length,
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
    ambiguous: sum(({ ambiguous }) => ambiguous),
    unfounded: sum(({ unfounded }) => unfounded),
    bad: runs.filter(isBad),
  };
}

function isBad({ lost, wrong, twice, ambiguous, unfounded, error }: PointRun): boolean {
  return error !== undefined || lost > 0 || wrong.length > 0 || twice + unfounded !== ambiguous;
}

/** The calls of a run in which nothing fails. */
async function points(objects: readonly FaultObject[]): Promise<readonly Point[]> {
  const found: Point[] = [];
  const world = await prepared(objects);
  await world.deliver(messagesOf(objects), (point) => {
    found.push(point);
    return undefined;
  });
  await world.close();
  return found;
}

async function runPoint(objects: readonly FaultObject[], point: Point, kind: Kind): Promise<PointRun> {
  const world = await prepared(objects);
  try {
    await drain(world, messagesOf(objects), ({ command, index }) =>
      command === point.command && index === point.index ? kind : undefined,
    );
    return { point, kind, ...(await world.compare()) };
  } catch (error) {
    return { point, kind, ...(await world.compare()), error: failureText(error) };
  } finally {
    await world.close();
  }
}

/** Object 0 is complete; the invocation that published object 1 died before it could say so. */
async function prepared(objects: readonly FaultObject[]): Promise<World> {
  const world = await createWorld(objects);
  const [complete, inDoubt] = objects;
  await world.deliver([message('earlier-0', [complete])], () => undefined);
  await world.deliver([message('earlier-1', [inDoubt])], ({ command }) =>
    command === 'PutMetricData' ? 'killAfter' : undefined,
  );
  await world.leasesEnd();
  return world;
}

function messagesOf(objects: readonly FaultObject[]): Message[] {
  const [zero, one, two, three, four, ...rest] = objects;
  return [
    message('duplicate', [zero]),
    message('in-doubt', [one]),
    message('pair', [two, three]),
    message('single', [four]),
    message('again', [two]),
    ...rest.map((object, index) => message(`big-${index}`, [object])),
  ];
}

function message(id: string, objects: readonly (FaultObject | undefined)[]): Message {
  return { id, keys: objects.flatMap((object) => (object === undefined ? [] : [object.key])), receives: 0 };
}
