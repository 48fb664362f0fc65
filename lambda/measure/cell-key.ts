/** The names of cells: which family, dimension set, values and minute. */
import type { Family } from '../catalogue/metrics/index.ts';

export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** Line feeds part the key: no field of a log line can hold one. Sorting keys sorts cells. */
export function cellKey(
  family: Family,
  set: string,
  values: readonly string[],
  extra: readonly Dimension[],
  start: number,
): string {
  const constant = extra.length === 0 ? '' : extra.map(({ name, value }) => `${name}=${value}`).join('\n');
  return keyOfMinute(`${family}\n${set}\n${constant}\n${values.join('\n')}`, start);
}

/** The key of the cell of a subject in a minute. */
export function keyOfMinute(subject: string, start: number): string {
  return `${subject}\n${start}`;
}

/** The key of a cell without its minute, which is the last part. */
export function subjectKey(key: string): string {
  return key.slice(0, key.lastIndexOf('\n'));
}
