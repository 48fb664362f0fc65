/**
 * Text of a log -> one word of a shell's command line. People paste these commands, and programs may run them, so a
 * name must stay a name, with any characters in it.
 */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9._:/=,-]+$/.test(text) ? text : shellQuoted(text);
}

export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
