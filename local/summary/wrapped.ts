/** A text -> lines of a terminal of at most so many columns, each indented. */

const COLUMNS = 100;

export function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = '';
    }
    line += `${line === '' ? '' : ' '}${word}`;
  }
  return [...lines, line].map((one) => `${' '.repeat(indent)}${one}`);
}
