/** What the WebAssembly module and its host offer each other: exports, constants, callbacks. */
import type { Routes } from '../../diagnosis/routes.ts';

/** Constants of assembly/memory.ts, assembly/counters.ts and assembly/histogram.ts. */
export const CONSTANTS = [
  'BALANCERS',
  'BALANCER_LIMITS',
  'BALANCER_SIZE',
  'BYTES',
  'COUNTERS',
  'COUNTERS_SIZE',
  'ELAPSED_TIMES',
  'ELAPSED_TIMES_MAX',
  'GATHERED',
  'GATHERED_MOST',
  'GATHERED_PAIRS',
  'GATHERED_SUM',
  'GRID',
  'GROUP_LIMITS',
  'KIND_COUNTS',
  'MINUTES',
  'MINUTE_SIZE',
  'NOT_JUDGED_COUNT',
  'OTHER_TIMES_MAX',
  'OUTLYING',
  'OUTLYING_SLOTS',
  'REQUEST_TIMES',
  'RESPONSE_TIMES',
  'ROUTE_CLASSES',
  'ROUTE_LIMITS',
  'ROUTE_TABLE',
  'SLOW_COUNT',
  'TARGET_TIMES',
  'TARGET_TIMES_MAX',
] as const;

export type ConstantName = (typeof CONSTANTS)[number];

/** What assembly/index.ts exports. Numbers are addresses in `memory` unless they are named otherwise. */
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
  /** Forgets all words and counters. */
  forget(): void;
  /** Reads whole lines between two addresses; the address of the first line that does not end there. */
  scan(from: number, end: number): number;
  /** From now on every line goes to the host, or none does but those that must. */
  giveUp(yes: number): void;
  setWanted(badness: number, seconds: number): void;
  setEveryOutcome(yes: number): void;
  /** From how many milliseconds on a request is slow where no table says otherwise, and whether any does. */
  setSlowLimit(milliseconds: number, others: number): void;
  setRoutes(startRow: number, absorbingRows: number, any: number): void;
  /** How many counters of minutes of load balancers there are, and of everything else. */
  balancerCount(): number;
  counterCount(): number;
  outlyingCount(): number;
  /** Leaves a histogram's buckets that are not empty at GATHERED, or one for each bucket of the grid; how many these are. */
  gather(histogram: number, size: number, onGrid: number): number;
}

/** What the core asks of its host while it scans; assembly/line.ts and assembly/scan.ts say when. */
export interface CoreHost {
  /** Reads the line between two addresses; which of its unknown words may be known from now on. */
  readonly line: (start: number, end: number, unknown: number) => number;
  readonly drain: () => void;
  readonly drainOutlying: () => void;
}

export interface Core {
  readonly exports: CoreExports;
  readonly constants: Readonly<Record<ConstantName, number>>;
  readonly memory: Buffer;
  readonly words: Uint32Array;
  host: CoreHost;
  /** Those whose automaton is in the memory. */
  routes: Routes | undefined;
}
