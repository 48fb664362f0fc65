/**
 * Text -> a terminal, without anything in it that the terminal would obey. Names of files, fields of logs and messages
 * of errors come from outside, and escape sequences in them could clear the screen, rename the window or make a link.
 */
import { count } from '../../lambda/catalogue/figures.ts';

/** A result, on standard output. */
export function print(text: string): void {
  console.log(printable(text));
}

/** Progress, a question or an error, on standard error. */
export function printError(text: string): void {
  console.error(printable(text));
}

/**
 * Shows control characters as `\x1b`; line feeds and tabs stay. Marks that reverse the direction of text are shown as
 * `\u202e`.
 */
export function printable(text: string): string {
  return text.replace(CONTROLS, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/** For a line of a table: as `printable`, and a line feed inside does not begin another line. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

/** C0 and C1 controls and DEL; the marks of Unicode's bidirectional algorithm (UAX #9) and its line separators. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** At most so many lines, and how many more there are; `more` says so in other words. */
export function firstLines(lines: readonly string[], most: number, more = 'more'): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), `  and ${count(lines.length - most)} ${more}`];
}

/**
 * JSON for other programs: the same characters as JSON writes them, so that it means what it meant and a terminal may
 * show it.
 */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value).replace(CONTROLS, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
  console.log(text);
}
