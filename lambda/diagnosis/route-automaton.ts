/**
 * Regular expressions over bytes -> one table that tells, for a text, the first expression that matches it whole.
 *
 * A text is walked once, a table look-up a byte, however many expressions there are; the WebAssembly scanner walks the
 * same table. Expressions are built with the functions below, joined into one nondeterministic automaton (Thompson) and
 * made deterministic (subset construction). The number of states is bounded; nothing is minimized, because nothing
 * needs it.
 */

export interface Automaton {
  /** Next state: `table[state * classCount + classes[byte]]`. */
  readonly table: Uint16Array;
  /** Byte -> class of bytes that no expression distinguishes. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** State -> index of the first expression that matches a text ending here; the number of expressions if none does. */
  readonly accept: Uint16Array;
  readonly start: number;
  /** States below this one lead nowhere but to themselves: a walk may stop there. */
  readonly absorbing: number;
}

/** Bytes as a 256-character string of 0 and 1, so that equal sets are equal keys. */
type ByteSet = string;

/** An expression: adds nodes that lead from `from`, returns the node where it ends. */
export type PathExpression = (build: Builder, from: number) => number;

interface Builder {
  /** Node -> transitions. An edge without bytes costs nothing. */
  readonly edges: { readonly bytes: ByteSet | undefined; readonly to: number }[][];
}

const BYTES = 256;
const ALL_BYTES = Array.from({ length: BYTES }, (_, byte) => byte);

const byteSet = (has: (byte: number) => boolean): ByteSet => ALL_BYTES.map((byte) => (has(byte) ? '1' : '0')).join('');

/** One byte that is none of `characters`. */
export function noneOf(characters: string): PathExpression {
  return oneByte((byte) => !characters.includes(String.fromCharCode(byte)));
}

export function oneByteOf(characters: string): PathExpression {
  return oneByte((byte) => characters.includes(String.fromCharCode(byte)));
}

export const anything: PathExpression = many(oneByte(() => true));

export function literal(text: string): PathExpression {
  return sequence(...Array.from(text, oneByteOf));
}

export function literalIgnoringCase(text: string): PathExpression {
  return sequence(...Array.from(text, (letter) => oneByteOf(letter.toLowerCase() + letter.toUpperCase())));
}

export function sequence(...parts: readonly PathExpression[]): PathExpression {
  return (build, from) => parts.reduce((node, part) => part(build, node), from);
}

function either(...parts: readonly PathExpression[]): PathExpression {
  return (build, from) => {
    const ends = parts.map((part) => part(build, branch(build, from)));
    const end = addNode(build);
    for (const node of ends) connect(build, node, end);
    return end;
  };
}

export function optional(part: PathExpression): PathExpression {
  return either(part, (_, from) => from);
}

/** Any number of times, also none. */
export function many(part: PathExpression): PathExpression {
  return (build, from) => {
    const loop = branch(build, from);
    connect(build, part(build, loop), loop);
    return branch(build, loop);
  };
}

/**
 * The set is made when it is first built in: most functions have no routes, and should not pay for them when they
 * start.
 */
function oneByte(has: (byte: number) => boolean): PathExpression {
  let bytes: ByteSet | undefined;
  return (build, from) => {
    bytes ??= byteSet(has);
    const to = addNode(build);
    build.edges[from]?.push({ bytes, to });
    return to;
  };
}

function addNode(build: Builder): number {
  return build.edges.push([]) - 1;
}

function connect(build: Builder, from: number, to: number): void {
  build.edges[from]?.push({ bytes: undefined, to });
}

function branch(build: Builder, from: number): number {
  const to = addNode(build);
  connect(build, from, to);
  return to;
}

/** The automaton of all expressions, or undefined if it would have more than `maxStates` states. */
export function automaton(expressions: readonly PathExpression[], maxStates: number): Automaton | undefined {
  const build: Builder = { edges: [[]] };
  const ends = expressions.map((expression) => expression(build, branch(build, 0)));
  const { classes, representatives } = byteClasses(build);
  const found = determine(nodes(build, representatives), { ends, classCount: representatives.length, maxStates });
  return found && numberAbsorbingFirst(found, classes, representatives.length);
}

/** Bytes that belong to the same sets behave alike; one of each kind is enough to build the table. */
function byteClasses(build: Builder): { classes: Uint8Array; representatives: number[] } {
  const sets = [...new Set(build.edges.flat().flatMap((edge) => edge.bytes ?? []))];
  const classOf = new Map<string, number>();
  const representatives: number[] = [];
  const classes = Uint8Array.from(ALL_BYTES, (byte) => {
    const memberships = sets.map((set) => set[byte]).join('');
    const known = classOf.get(memberships) ?? representatives.length;
    if (known === representatives.length) {
      classOf.set(memberships, known);
      representatives.push(byte);
    }
    return known;
  });
  return { classes, representatives };
}

interface Node {
  /** All nodes that are reached without a byte, itself included. */
  readonly closure: readonly number[];
  /** Where the bytes of some classes lead. */
  readonly steps: readonly { readonly classes: readonly number[]; readonly to: number }[];
}

function nodes({ edges }: Builder, representatives: readonly number[]): Node[] {
  const classesOf = new Map<ByteSet, number[]>();
  const classes = (bytes: ByteSet): number[] => {
    const known = classesOf.get(bytes) ?? representatives.flatMap((byte, one) => (bytes[byte] === '1' ? one : []));
    classesOf.set(bytes, known);
    return known;
  };
  return edges.map((own, node) => ({
    closure: closure(edges, node),
    steps: own.flatMap(({ bytes, to }) => (bytes === undefined ? [] : { classes: classes(bytes), to })),
  }));
}

function closure(edges: Builder['edges'], node: number): number[] {
  const reached = new Set([node]);
  for (const each of reached) {
    for (const { bytes, to } of edges[each] ?? []) if (bytes === undefined) reached.add(to);
  }
  return [...reached];
}

interface Determined {
  readonly next: readonly (readonly number[])[];
  readonly accept: readonly number[];
}

interface Bounds {
  readonly ends: readonly number[];
  readonly classCount: number;
  readonly maxStates: number;
}

/** Subset construction: a state is a set of nodes, numbered in the order of discovery; state 0 is the start. */
function determine(all: readonly Node[], { ends, classCount, maxStates }: Bounds): Determined | undefined {
  const states: (readonly number[])[] = [];
  const numbers = new Map<string, number>();
  const number = (targets: readonly number[]): number => {
    const state = [...new Set(targets.flatMap((node) => all[node]?.closure ?? []))].sort((one, other) => one - other);
    const key = state.join();
    const known = numbers.get(key) ?? states.length;
    if (known === states.length) {
      numbers.set(key, known);
      states.push(state);
    }
    return known;
  };
  number([0]);
  const next: number[][] = [];
  for (let state = 0; state < states.length; state++) {
    if (states.length > maxStates) return undefined;
    next.push(targetsByClass(all, states[state] ?? [], classCount).map(number));
  }
  return { next, accept: states.map((state) => firstEnd(state, ends)) };
}

function targetsByClass(all: readonly Node[], state: readonly number[], classCount: number): number[][] {
  const targets = Array.from({ length: classCount }, (): number[] => []);
  for (const node of state) {
    for (const { classes, to } of all[node]?.steps ?? []) for (const one of classes) targets[one]?.push(to);
  }
  return targets;
}

function firstEnd(state: readonly number[], ends: readonly number[]): number {
  const found = ends.findIndex((end) => state.includes(end));
  return found < 0 ? ends.length : found;
}

function numberAbsorbingFirst({ next, accept }: Determined, classes: Uint8Array, classCount: number): Automaton {
  const isAbsorbing = (state: number): boolean => next[state]?.every((to) => to === state) ?? false;
  const states = next.map((_, state) => state);
  const order = [...states.filter(isAbsorbing), ...states.filter((state) => !isAbsorbing(state))];
  const numberOf = new Uint16Array(order.length);
  order.forEach((state, number) => {
    numberOf[state] = number;
  });
  return {
    table: Uint16Array.from(order.flatMap((state) => (next[state] ?? []).map((to) => numberOf[to] ?? 0))),
    classes,
    classCount,
    accept: Uint16Array.from(order, (state) => accept[state] ?? 0),
    start: numberOf[0] ?? 0,
    absorbing: states.filter(isAbsorbing).length,
  };
}

/** The state in which the first `end` characters of `text` leave the automaton. */
export function walk(
  { table, classes, classCount, absorbing }: Automaton,
  from: number,
  text: string,
  end = text.length,
): number {
  let state = from;
  for (let at = 0; at < end && state >= absorbing; at++) {
    // Characters beyond one byte are like any byte beyond ASCII: no pattern names them.
    const byteClass = classes[Math.min(text.charCodeAt(at), 255)] ?? 0;
    state = table[state * classCount + byteClass] ?? 0;
  }
  return state;
}
