/** The list of formats, and which of them a key names. */
import { albAccess } from './alb-access.ts';
import type { AnyFormat, KeyFacts } from './format.ts';

/** Asked in this order; the first that owns the key has it. */
export const FORMATS: readonly AnyFormat[] = [albAccess];

export type Recognised =
  | { readonly format: AnyFormat; readonly facts: KeyFacts }
  /** Nothing to read here, and why: the value under which the object is counted. */
  | { readonly ignored: 'folder' | 'testObject' | 'digest' | 'unknown' };

/** The format of a decoded key. `formatByPrefix` decides for keys that tell nothing, the longest prefix first. */
export function recognise(key: string, formatByPrefix: Readonly<Record<string, string>> = {}): Recognised {
  const basename = key.slice(key.lastIndexOf('/') + 1);
  if (basename === '') return { ignored: 'folder' };
  if (basename.endsWith('TestFile')) return { ignored: 'testObject' };
  if (/_CloudTrail-[A-Za-z]+_/.test(basename)) return { ignored: 'digest' };
  const format = FORMATS.find((one) => one.owns(key, basename)) ?? byPrefix(key, formatByPrefix);
  return format === undefined ? { ignored: 'unknown' } : { format, facts: format.facts(key, basename) };
}

export function formatNamed(name: string): AnyFormat | undefined {
  return FORMATS.find((format) => format.name === name);
}

/** The format of an object whose key does not tell, from its first line. */
export function formatOfLine(line: string): AnyFormat | undefined {
  return FORMATS.find((format) => format.looksLike(line));
}

function byPrefix(key: string, formatByPrefix: Readonly<Record<string, string>>): AnyFormat | undefined {
  const prefix = Object.keys(formatByPrefix)
    .filter((candidate) => key.startsWith(candidate))
    .sort((left, right) => right.length - left.length)[0];
  return prefix === undefined ? undefined : formatNamed(formatByPrefix[prefix] ?? '');
}
