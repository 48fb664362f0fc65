/**
 * A table whose minutes become periods of several minutes, and whose data count as always known from then on: a long
 * time of many metrics in the memory of a shorter one.
 */
import { binLists } from './bin-lists.ts';
import { indexes } from './columns.ts';
import { addRowTo, columnsFor } from './measure-columns.ts';
import { NONE, rowAt, type Table, type TableGroup } from './table.ts';

/** The row of a period is that of its first minute. */
export function coarsen(table: Table, minutes: number): void {
  const before = { ...table };
  table.rows = 0;
  table.arrivals = undefined;
  table.lists = binLists();
  table.columns = table.measures.map(({ form }) => columnsFor(form));
  for (const group of table.groups) {
    const { minutes: times, firstRows, length } = group;
    Object.assign(group, { minutes: indexes(), firstRows: indexes(), length: 0, lastAt: 0 });
    for (let at = 0; at < length; at++) {
      const minute = Math.floor((times.numbers[at] ?? 0) / minutes) * minutes;
      const into = rowAt(table, group, { minute, arrivedAt: 0 });
      moveRows(before, firstRows.numbers[at] ?? NONE, { table, group, row: into });
    }
  }
}

interface Target {
  readonly table: Table;
  readonly group: TableGroup;
  readonly row: number;
}

/** All rows of one minute into one. */
function moveRows({ columns, lists, arrivals }: Omit<Table, 'groups'>, first: number, { table, row }: Target): void {
  for (let from = first; from !== NONE; from = arrivals?.next.numbers[from] ?? NONE) {
    for (const [measure, of] of columns.entries()) {
      const into = table.columns[measure];
      if (into !== undefined) addRowTo(into, { row, lists: table.lists }, { columns: of, row: from, lists });
    }
  }
}
