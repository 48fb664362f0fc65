/**
 * Records of scanned lines -> entries. All lines of a kind have one entry: what decides is in it once and for all,
 * time, numbers and words are read from the current record, and what is rarely asked for from the line itself. So an
 * entry says of each line what the parser would have said, without being made again; anyone who keeps one has to copy
 * it (keptEntry).
 */
import { keptText } from '../../catalogue/kept-text.ts';
import type { LineValues, NumberForm } from '../../formats/layout.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';

export interface RowEntries<E> {
  /** From now on entries speak of the lines of this object. Between two calls other objects may have been read. */
  readonly begin: () => void;
  /** Entries speak of no object any more, and keep none in memory. */
  readonly end: () => void;
  readonly turnTo: (record: number) => void;
  /** An entry for all lines like this one. */
  readonly entryLike: (parsed: E) => E;
  /** Undoes what the ingest has set in an entry. */
  readonly reset: (entry: E) => void;
  /** Do lines of a kind differ in the property? */
  readonly differs: (property: string) => boolean;
  readonly learnWord: (slot: number, id: number, parsed: E) => void;
  /**
   * Does the current record say of its numbers (and of the rest, where it is known) what the parser says of the line?
   */
  readonly agrees: (parsed: E, known: KnownParts) => boolean;
}

interface KnownParts {
  readonly time: boolean;
  readonly words: boolean;
}

/** The line between two addresses, as the format's own parser reads it. */
export type ParseAt<E> = (start: number, end: number) => E | undefined;

/** What the accessors of entries read from. */
interface RecordView {
  floats: Float64Array;
  words: Uint32Array;
  known: readonly (readonly string[])[];
  memory: Buffer;
  parse: ParseAt<unknown>;
  record: number;
  /** The line of the record, once it has been asked for. */
  parsed: unknown;
}

interface RecordText {
  readonly view: RecordView;
  readonly prototype: Readonly<Record<string, unknown>>;
}

const NOTHING = {
  floats: new Float64Array(),
  words: new Uint32Array(),
  known: [],
  parse: () => undefined,
  memory: Buffer.alloc(0),
} as const;
const DIVISORS: Readonly<Record<NumberForm, number>> = { seconds: 1, bytes: 1, milliseconds: 1000, elapsed: 1 };

/**
 * One prototype for all objects of a format: V8 knows an object by its prototype, and would take each object's entries
 * for something new.
 */
const SHOWN = new WeakMap<object, RecordText>();

export function createRowEntries<E extends { readonly time: number }>(
  core: Core,
  values: LineValues,
  parse: ParseAt<E>,
): RowEntries<E> {
  const { view, prototype } = shownOf(values);
  const known: string[][] = [[], []];
  const initial = new Map<E, unknown>();
  return {
    begin() {
      const { floats, words, memory } = core;
      Object.assign(view, { floats, words, memory, known, parse, parsed: undefined });
    },
    end: () => void Object.assign(view, NOTHING, { parsed: undefined }),
    turnTo(record) {
      view.record = record;
      view.parsed = undefined;
    },
    entryLike(parsed) {
      const entry = entryWith(prototype, values, parsed);
      if (values.reset !== undefined) initial.set(entry as E, entry[values.reset]);
      return entry as E;
    },
    reset(entry) {
      if (values.reset !== undefined) (entry as Record<string, unknown>)[values.reset] = initial.get(entry);
    },
    differs: (property) => property in prototype,
    learnWord(slot, id, parsed) {
      const property = Object.values(values.words)[slot];
      const word = property === undefined ? undefined : parsed[property as keyof E];
      const ofSlot = known[slot];
      if (ofSlot !== undefined) ofSlot[id] = typeof word === 'string' ? keptText(word) : '';
    },
    agrees: (parsed, has) =>
      comparable(values, has).every((name) => {
        const said = parsed[name as keyof E];
        return said === undefined || Object.is(prototype[name], said);
      }),
  };
}

/** What the prototype does not say: of the parsed entry. */
function entryWith(
  prototype: RecordText['prototype'],
  { numbers }: LineValues,
  parsed: object,
): Record<string, unknown> {
  const entry: Record<string, unknown> = Object.create(prototype);
  const said: Readonly<Record<string, unknown>> = { ...parsed };
  for (const [name, value] of Object.entries(said)) if (!(name in prototype)) entry[name] = copied(value);
  for (const [property] of Object.values(numbers)) {
    // The number is there, and says nothing of lines of this kind: the time of a WebSocket.
    if (said[property] === undefined && prototype[property] !== undefined) {
      Object.defineProperty(entry, property, { value: undefined, enumerable: true });
    }
  }
  return entry;
}

/** Properties in which a record and what the parser says have to agree. */
function comparable({ numbers, texts = {}, words }: LineValues, has: KnownParts): readonly string[] {
  // What is elapsed is not known where a time is not.
  const known = Object.values(numbers).filter(([, form]) => has.time || form !== 'elapsed');
  return [
    ...(has.time ? ['time'] : []),
    ...known.map(([property]) => property),
    ...Object.values(texts),
    ...(has.words ? Object.values(words) : []),
  ];
}

function shownOf(values: LineValues): RecordText {
  const shown = SHOWN.get(values.numbers) ?? show(values);
  SHOWN.set(values.numbers, shown);
  return shown;
}

function show({ numbers, texts = {}, words, onDemand }: LineValues): RecordText {
  const view: RecordView = { ...NOTHING, record: 0, parsed: undefined };
  const prototype = {};
  const define = (name: string, get: () => unknown): void => {
    Object.defineProperty(prototype, name, { get, enumerable: true });
  };
  const time = CORE.RECORD_TIME >> 3;
  define('time', () => view.floats[(view.record >> 3) + time]);
  Object.values(numbers).forEach(([property, form], slot) => {
    const at = (CORE.RECORD_NUMBERS >> 3) + slot;
    const divisor = DIVISORS[form];
    define(property, () => {
      const value = view.floats[(view.record >> 3) + at] ?? Number.NaN;
      return Number.isNaN(value) ? undefined : value / divisor;
    });
  });
  Object.values(texts).forEach((property, index) => {
    const at = (CORE.RECORD_NUMBERS >> 2) + 2 * (Object.keys(numbers).length + index);
    define(property, () => {
      const [start, end] = [view.words[(view.record >> 2) + at], view.words[(view.record >> 2) + at + 1]];
      return view.memory.toString('utf8', start, end);
    });
  });
  Object.values(words).forEach((property, slot) => {
    const at = (CORE.RECORD_WORDS >> 2) + slot;
    define(property, () => view.known[slot]?.[view.words[(view.record >> 2) + at] ?? 0] || undefined);
  });
  const [start, end] = [CORE.RECORD_START >> 2, CORE.RECORD_END >> 2];
  for (const property of onDemand) {
    define(property, () => {
      const at = view.record >> 2;
      view.parsed ??= view.parse(view.words[at + start] ?? 0, view.words[at + end] ?? 0) ?? {};
      return (view.parsed as Partial<Record<string, unknown>>)[property];
    });
  }
  return { view, prototype };
}

/** Texts of an entry are parts of its line, which they would keep. The fields that decide have 2 KB together. */
function copied(value: unknown): unknown {
  if (typeof value === 'string') return keptText(value, Number.POSITIVE_INFINITY);
  return Array.isArray(value) ? value.map(copied) : value;
}
