/** Texts of an entry -> members of a log line: the absent left out, the long cut. */

import { keptText } from '../../catalogue/kept-text.ts';

/** People read these lines and pay for them by the byte; see examples.ts. */
const TEXT_CHARACTERS_MAX = 256;

export function keptTexts<Name extends string>(
  texts: Readonly<Record<Name, string | undefined>>,
): Partial<Readonly<Record<Name, string>>> {
  const known: Partial<Record<Name, string>> = {};
  for (const name in texts) {
    const text = texts[name];
    if (text !== undefined) known[name] = keptText(text, TEXT_CHARACTERS_MAX);
  }
  return known;
}

export function isoText(time: number): string {
  return new Date(time).toISOString();
}
