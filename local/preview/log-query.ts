/**
 * Logs Insights as far as a desk can answer it: a query and the lines the function would have logged go in; a table
 * comes out, or the reason why not. Modeled are `fields`, `filter x = "y"`, `sort x [asc|desc]` and `limit n`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */

import type { ShownExample } from './selection-document.ts';
export interface LogAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly ShownExample[];
  readonly unanswered?: string;
}

interface LogQuery {
  fields: readonly string[];
  filters: (readonly [field: string, value: string])[];
  sort: readonly [field: string, descending: boolean] | undefined;
  limit: number;
}

const ROWS_MAX = 100;

export function answerQuery(text: string, lines: readonly ShownExample[]): LogAnswer {
  const query: LogQuery = { fields: [], filters: [], sort: undefined, limit: ROWS_MAX };
  for (const command of commandsOf(text)) {
    if (!readCommand(query, command)) {
      const word = command.split(/\s/)[0] ?? '';
      return {
        columns: [],
        rows: [],
        unanswered: `Logs Insights answers this once deployed; '${word}' is not modeled here.`,
      };
    }
  }
  const found = lines.filter((line) => query.filters.every(([field, value]) => String(line[field] ?? '') === value));
  const rows = sorted(found, query.sort).slice(0, Math.min(query.limit, ROWS_MAX));
  // A column that no row fills says nothing.
  const columns = query.fields.filter((field) => rows.some((row) => row[field] !== undefined));
  return { columns, rows };
}

function commandsOf(text: string): string[] {
  return text
    .split(/\||\n/)
    .map((command) => command.trim())
    .filter((command) => command !== '' && !/^SOURCE\b/i.test(command));
}

function readCommand(query: LogQuery, command: string): boolean {
  const fields = /^fields\s+([\w.@,\s]+)$/i.exec(command)?.[1];
  const filter = /^filter\s+([\w.@]+)\s*=\s*["']([^"']*)["']$/i.exec(command);
  const sort = /^sort\s+([\w.@]+)(?:\s+(asc|desc))?$/i.exec(command);
  const limit = /^limit\s+(\d+)$/i.exec(command)?.[1];
  if (fields !== undefined) query.fields = fields.split(',').map((field) => plain(field.trim()));
  else if (filter?.[1] !== undefined) query.filters.push([plain(filter[1]), filter[2] ?? '']);
  else if (sort?.[1] !== undefined) query.sort = [plain(sort[1]), sort[2]?.toLowerCase() !== 'asc'];
  else if (limit !== undefined) query.limit = Number(limit);
  else return false;
  return true;
}

/** Lambda's JSON log format puts our line under `message`. */
function plain(field: string): string {
  return field.replace(/^message\./, '');
}

function sorted(lines: readonly ShownExample[], sort: LogQuery['sort']): readonly ShownExample[] {
  if (sort === undefined) return lines;
  const [field, descending] = sort;
  const direction = descending ? -1 : 1;
  return lines.toSorted((left, right) => direction * compare(left[field], right[field]));
}

function compare(left: string | number | undefined, right: string | number | undefined): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [String(left ?? ''), String(right ?? '')];
  return a < b ? -1 : Number(a > b);
}
