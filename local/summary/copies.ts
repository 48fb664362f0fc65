/** Files that are left out because they are copies -> one line, or none. */
import { count } from '../../lambda/catalogue/figures.ts';
import type { UnreadObject } from '../read/identify.ts';
import { oneLine } from '../terminal/print.ts';

export function copyLines(copies: readonly UnreadObject[]): string[] {
  const [first] = copies;
  if (first === undefined) return [];
  const example = oneLine(`${first.key} (${first.reason})`);
  return copies.length === 1
    ? [`1 file is a copy of another and is not counted again: ${example}`]
    : [`${count(copies.length)} files are copies of others and are not counted again, for instance ${example}`];
}
