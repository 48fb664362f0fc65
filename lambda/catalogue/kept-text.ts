/**
 * Text of a log line -> text that may outlive the line: short, and a copy. V8 makes a part of a string a view of the whole, so that a name
 * of twenty characters in a cell would keep its line of a megabyte in memory, and often the 256 KB that the line was cut from.
 */

/** Longest name that can be the value of a dimension here; AWS's own names are far shorter. */
export const NAME_CHARACTERS_MAX = 255;

/** The first `max` characters, as a string that holds nothing else in memory. */
export function keptText(text: string, max = NAME_CHARACTERS_MAX): string {
  return Buffer.from(text.length > max ? text.slice(0, max) : text).toString();
}

/** An entry whose texts are kept texts, for whoever keeps an entry as an example. */
export function keptEntry<E extends object>(entry: E, max = NAME_CHARACTERS_MAX): E {
  const kept: Partial<Record<string, unknown>> = {};
  // Entries of scanned lines have accessors, which stand in their prototype.
  for (const name in entry) kept[name] = keptValue(entry[name], max);
  return kept as E;
}

const LIST_ELEMENTS_MAX = 20;

function keptValue(value: unknown, max: number): unknown {
  if (typeof value === 'string') return keptText(value, max);
  return Array.isArray(value) ? value.slice(0, LIST_ELEMENTS_MAX).map((element) => keptValue(element, max)) : value;
}
