/** Subjects of one dimension set -> rows of tables: those that alarms read with their arrivals, the others without. */
import type { MeasuredSubject } from '../../lambda/measure/aggregate.ts';
import { type Cell, type Share, shareAt } from '../../lambda/measure/cell.ts';
import type { Distribution, StatisticSet } from '../../lambda/measure/distribution.ts';
import type { ExcessMinutes } from '../../lambda/measure/excess.ts';
import { addSet, addShare, addSum, addToList } from '../cloudwatch/measure-columns.ts';
import type { MetricStore } from '../cloudwatch/store.ts';
import { type MinuteOfArrival, NONE, noteSample, rowAt, type Table, type TableGroup } from '../cloudwatch/table.ts';
import {
  labelGroup,
  memberFinder,
  type ReaderTable,
  type SetMember,
  type SetOptions,
  setTables,
  type TallyTable,
} from './set-tables.ts';

export interface SetRows {
  readonly add: (subject: MeasuredSubject, moment: SubjectMoment) => void;
  readonly hasDimensions: boolean;
  readonly tables: () => readonly Table[];
}

interface SubjectMoment {
  /** Milliseconds. */
  readonly arrivedAt: number;
  /** Minutes of a row. */
  readonly width: number;
}

/** Of the set of this subject. */
export function createSetRows(store: MetricStore, subject: MeasuredSubject, options: SetOptions): SetRows {
  const { names, tables, tallies } = setTables(store, subject, options);
  const memberOf = memberFinder({ names, tables, tallies });
  return {
    hasDimensions: names.length > 0,
    tables: () => [...tables, ...tallies].map(({ rows }) => rows.table),
    add: (subject, moment) => {
      const member = memberOf(subject);
      for (let at = 0; at < tables.length; at++) {
        const [table, group] = [tables[at], member.groups[at]];
        if (table === undefined || group === undefined) continue;
        if (holdsCells(table)) addCells(table, group, { subject, moment });
        addExcesses(table, group, { subject, moment });
      }
      for (const tally of tallies) addTallies(tally, member, { subject, moment });
    },
  };
}

function holdsCells({ rates, distributions, statistics }: ReaderTable): boolean {
  return rates.length + distributions.length + statistics.length > 0;
}

interface Arrived {
  readonly subject: MeasuredSubject;
  readonly moment: SubjectMoment;
}

function momentOf(minute: number, { width, arrivedAt }: SubjectMoment): MinuteOfArrival {
  return { minute: width === 1 ? minute : Math.floor(minute / width) * width, arrivedAt };
}

/** A row of a table, and whose it is. */
interface GroupRow {
  readonly table: Table;
  readonly group: TableGroup;
  readonly row: number;
}

function addCells(of: ReaderTable, group: TableGroup, { subject, moment }: Arrived): void {
  const { table } = of.rows;
  for (const [minute, cell] of subject.cells) {
    if (!saysSomething(of, cell)) continue;
    const into = { table, group, row: rowAt(table, group, momentOf(minute, moment)) };
    for (const { index, measure } of of.rates) addRate(into, measure, shareAt(cell, index));
    for (const { index, measure } of of.distributions) addDistribution(into, measure, cell.distributions[index]);
    for (const { index, measure } of of.statistics) addStatistic(into, measure, cell.statistics[index]);
  }
}

function saysSomething({ rates, distributions, statistics }: ReaderTable, cell: Cell): boolean {
  // The first rate counts every request, so no more than one is looked at.
  for (const { index } of rates) if (shareAt(cell, index).count > 0) return true;
  for (const { index } of distributions) if (cell.distributions[index]?.count) return true;
  for (const { index } of statistics) if (cell.statistics[index]?.count) return true;
  return false;
}

function addRate({ table, group, row }: GroupRow, measure: number, share: Share): void {
  const columns = table.columns[measure];
  if (share.count === 0 || columns?.form !== 'share') return;
  noteSample(table, group, measure);
  addShare(columns, row, share);
}

function addStatistic({ table, group, row }: GroupRow, measure: number, set: StatisticSet | undefined): void {
  const columns = table.columns[measure];
  if (set === undefined || set.count === 0 || columns?.form !== 'set') return;
  noteSample(table, group, measure);
  addSet(columns, row, set);
}

function addDistribution({ table, group, row }: GroupRow, measure: number, one: Distribution | undefined): void {
  const columns = table.columns[measure];
  if (one === undefined || one.count === 0 || columns?.form !== 'values') return;
  const { count, sumMillionths, min, max, values, times } = one;
  noteSample(table, group, measure);
  addSet(columns, row, { count, sum: sumMillionths / 1e6, min, max });
  addToList(columns, { row, lists: table.lists }, { values, counts: times });
}

function addExcesses(of: ReaderTable, group: TableGroup, { subject, moment }: Arrived): void {
  const { table } = of.rows;
  // Most minutes are those of the metric before.
  let before: readonly number[] | undefined;
  for (const { index, measure } of of.excesses) {
    const { minutes, millionths } = subject.excesses[index] ?? NO_EXCESS;
    const columns = table.columns[measure];
    if (minutes.length === 0 || columns?.form !== 'sum') continue;
    noteSample(table, group, measure);
    for (let at = 0; at < minutes.length; at++) {
      const minute = minutes[at] ?? 0;
      const isKnown = before?.[at] === minute;
      const row = isKnown ? (rowsBefore[at] ?? NONE) : rowAt(table, group, momentOf(minute, moment));
      rowsBefore[at] = row;
      addSum(columns, row, (millionths[at] ?? 0) / 1e6);
    }
    before = minutes;
  }
}

/** Of the metric before, of each of its minutes. Used again and again, because each object has dozens of such lists. */
const rowsBefore: number[] = [];
const NO_EXCESS: ExcessMinutes = { minutes: [], millionths: [] };

function addTallies(of: TallyTable, member: SetMember, { subject: { cells }, moment }: Arrived): void {
  const { index, rows } = of;
  const { table } = rows;
  const groups = member.ofLabels[index];
  for (const [minute, { tallies }] of cells) {
    const tally = tallies[index];
    if (tally === undefined || tally.size === 0) continue;
    const arrived = momentOf(minute, moment);
    for (const [text, times] of tally) {
      const group = groups?.get(text) ?? labelGroup(of, member, text);
      const [columns] = table.columns;
      if (columns?.form !== 'sum') continue;
      noteSample(table, group, 0);
      addSum(columns, rowAt(table, group, arrived), times);
    }
  }
}
