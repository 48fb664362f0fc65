/** What the WebAssembly module and its host offer each other: exports and callbacks. */
import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import type { Routes } from '../../diagnosis/routes.ts';
import type { Plan } from '../../measure/plans.ts';
import type { KindAnswer, PlanAnswers } from './kind-counts.ts';

/**
 * What assembly/index.ts exports in addition to the numbers of `CORE` (core.ts). Numbers are addresses in `memory`
 * unless they are named otherwise.
 */
export interface CoreExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Builds the constant tables; once per instance. */
  prepare(): void;
  reset(): void;
  /** Moves unread input to the front; the address where the next piece goes. */
  makeRoom(): number;
  added(size: number): void;
  /** 0 more input is needed, 1 the window is full, 2 the stream is over, negative an error. */
  inflate(): number;
  outputEnd(): number;
  /** Makes room for the next window, keeping the last `unread` bytes; the address where these now begin. */
  slide(unread: number): number;
  complete(): number;
  /** 1 where bytes follow the zeros that end the stream. */
  continued(): number;
  /**
   * For text that is not packed: bytes that there is room for at outputEnd(), and how many have been put there; slide()
   * for it.
   */
  textRoom(): number;
  textAdded(size: number): void;
  slideText(unread: number): number;
  /** Lines of any format: what has been written to ROLES or MEMBERS is how they lie; nothing is known of them yet. */
  setRows(roles: number, leastFields: number, json: number): void;
  setColumns(separator: number, hasQuotes: number): void;
  setMembers(outer: number, inner: number): void;
  /** Reads lines into RECORDS until rowStatus() says why not; the address where to go on. */
  scanRows(from: number, end: number): number;
  /** 0 the lines are used up, 1 the records are full, 2 a line is for the host, 3 what follows is no JSON record. */
  rowStatus(): number;
  recordCount(): number;
  /**
   * The line for the host, and a bit for each thing that is new about it: minute, kind, words; nothing where it is odd.
   */
  rowStart(): number;
  rowEnd(): number;
  rowUnknown(): number;
  /** Where the new minute of that line stands, 16 bytes. */
  rowMinute(): number;
  /**
   * From now on known: the kind of that line, the word of a field in it (their numbers, UNKNOWN where there is no
   * room), its minute.
   */
  learnKind(): number;
  learnWord(slot: number): number;
  learnMinute(start: number): void;
  /** Forgets all words and counters. */
  forget(): void;
  /** Before an object: forgets all counters, and of the words those that leave too little room. */
  begin(): void;
  forgetMinutes(): void;
  /** How many words of each sort are known. */
  minuteCount(): number;
  loadBalancerCount(): number;
  targetGroupCount(): number;
  kindCount(): number;
  /** Reads whole lines between two addresses; the address of the first line that does not end there. */
  scan(from: number, end: number): number;
  /** From now on every line goes to the host, or none does but those that must. */
  giveUp(yes: number): void;
  /**
   * Kinds of line at least so bad are shown as examples, and so many of the slowest lines, as far as they are slower
   * than those at SLOWEST.
   */
  setWanted(badness: number): void;
  setSlowest(places: number): void;
  setEveryOutcome(yes: number): void;
  setMemberElapsed(yes: number): void;
  /** From how many milliseconds on a request is slow where no table says otherwise, and whether any does. */
  setSlowLimit(milliseconds: number, others: number): void;
  setServices(any: number): void;
  setRoutes(startRow: number, absorbingRows: number, any: number): void;
  /** How many counters of minutes of load balancers there are, and of everything else; how many targets share some. */
  balancerCount(): number;
  counterCount(): number;
  targetCount(): number;
  outlyingCount(): number;
  /**
   * Leaves a histogram's buckets that are not empty at GATHERED, or one for each bucket of the grid; how many these
   * are.
   */
  gather(histogram: number, size: number, onGrid: number): number;
  gatherHalves(histogram: number, size: number, onGrid: number): number;
  gatherBytes(histogram: number, size: number, onGrid: number): number;
}

/** What the core asks of its host while it scans; assembly/line.ts and assembly/scan.ts say when. */
export interface CoreHost {
  /** Reads the line between two addresses; which of its unknown words may be known from now on. */
  readonly line: (start: number, end: number, unknown: number) => number;
  /** Reads the minute in the sixteen bytes at an address; 1 where it may be known from now on. */
  readonly minute: (at: number) => number;
  /**
   * Considers the line between two addresses as an example; it counts nothing. Whose it is (assembly/slowest.ts), and
   * how long the request took.
   */
  readonly example: (start: number, end: number, place: number, seconds: number) => void;
  /** Index of the service of a request (method, space, URL) in a target group, where the host name decides. */
  readonly service: (start: number, end: number, group: number) => number;
  readonly drain: () => void;
  readonly drainOutlying: () => void;
}

export interface Core {
  readonly exports: CoreExports;
  /** The memory, in three ways. Other ones once it has grown, which it may in every call of `scan`. */
  memory: Buffer;
  words: Uint32Array;
  floats: Float64Array;
  host: CoreHost;
  /** What it knows, and of which plans; both outlive an object. */
  readonly meanings: Meanings;
  plans: readonly Plan<RequestEntry>[];
  /** Those whose automaton is in the memory. */
  routes: Routes | undefined;
}

/** What the words stand for that the core knows, each by its number. */
export interface Meanings {
  /** Starts of the minutes, milliseconds since 1970. */
  readonly minutes: number[];
  readonly loadBalancers: string[];
  /** Number 0 is no target group. */
  readonly targetGroups: (string | undefined)[];
  readonly kinds: LineKind[];
  /** What the kinds say to each plan, in their order. */
  answers: readonly PlanAnswers[];
}

/** Lines that differ only in what is counted or measured of each. */
export interface LineKind {
  /** Its first line. */
  readonly entry: RequestEntry;
  /** What each plan, in their order, counts of every line of the kind. */
  readonly answers: readonly KindAnswer[];
  readonly isJudged: boolean;
  /** Is there something in it that AWS has added since this was written? */
  readonly isStrange: boolean;
}
