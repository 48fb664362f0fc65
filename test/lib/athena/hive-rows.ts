/** What Hive's readers make of lines, for tests of the tables: table, line -> row. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LogTable } from '../../../lib/athena/tables.ts';

export type Row = Record<string, string | undefined>;

/** As Hive's RegexSerDe does: the whole line must match, one group a column. */
export function rowOf({ regex, columns }: LogTable, line: string): Row | undefined {
  const groups = new RegExp(`^(?:${regex})$`).exec(line);
  if (groups === null) return undefined;
  if (groups.length - 1 !== columns.length) throw new Error(`${groups.length - 1} groups, ${columns.length} columns`);
  return Object.fromEntries(columns.map(([name], index) => [name, groups[index + 1]]));
}

export function linesOf(...path: readonly string[]): string[] {
  const bytes = readFileSync(join(...path));
  const content = path.at(-1)?.endsWith('.gz') === true ? gunzipSync(bytes) : bytes;
  return content
    .toString('utf8')
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimEnd())
    .filter((line) => line !== '');
}
