/**
 * Text of a log line -> text that may outlive the line: short, and a copy. V8 makes a part of a string a view of the
 * whole, so that a name of twenty characters in a cell would keep its line of a megabyte in memory, and often the 256
 * KB that the line was cut from.
 */

/** Longest name that can be the value of a dimension here; AWS's own names are far shorter. */
export const NAME_CHARACTERS_MAX = 255;

/** Parts of a string that are shorter than this are copies anyway (V8's SlicedString). */
const PART_CHARACTERS_MIN = 13;

/** The first `max` characters, as a string that holds nothing else in memory. */
export function keptText(text: string, max = NAME_CHARACTERS_MAX): string {
  const first = text.length > max ? text.slice(0, max) : text;
  if (first.length < PART_CHARACTERS_MIN) return first;
  // Joined strings are written out before a part of them is taken, so this is a part of a copy. It takes a fifth of
  // what a buffer does.
  return ` ${first}`.slice(1);
}

/** An entry whose texts are kept texts, to keep as an example. */
export function keptEntry<E extends object>(entry: E, max = NAME_CHARACTERS_MAX): E {
  // Objects that get their properties one by one are slow ones in V8, so what is in the entry comes along at once.
  const kept: Partial<Record<string, unknown>> = { ...entry };
  // Entries of scanned lines have accessors as well, which are in their prototype.
  for (const name in entry) kept[name] = keptValue(entry[name], max);
  return kept as E;
}

const LIST_ELEMENTS_MAX = 20;

function keptValue(value: unknown, max: number): unknown {
  if (typeof value === 'string') return keptText(value, max);
  return Array.isArray(value) ? value.slice(0, LIST_ELEMENTS_MAX).map((element) => keptValue(element, max)) : value;
}
