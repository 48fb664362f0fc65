/** Subjects of one dimension set -> rows of tables: those that alarms read with their arrivals, the others without. */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { MeasuredSubject } from '../../lambda/measure/aggregate.ts';
import type { Cell } from '../../lambda/measure/cell.ts';
import type { Distribution, StatisticSet } from '../../lambda/measure/distribution.ts';
import type { ExcessMinutes } from '../../lambda/measure/excess.ts';
import type { Plan } from '../../lambda/measure/plans.ts';
import { dimensionValue } from '../../lambda/publish/datum.ts';
import { addSet, addShare, addSum, addToList, type Measure } from '../cloudwatch/measure-columns.ts';
import type { MetricStore, StoreTable } from '../cloudwatch/store.ts';
import { type MinuteOfArrival, NONE, noteSample, rowAt, type Table, type TableGroup } from '../cloudwatch/table.ts';

/** Which metrics are read as they were known at a time: those of alarms. */
export type Timed = (metric: FamilyMetric, dimensionNames: readonly string[]) => boolean;

interface FamilyMetric {
  readonly family: Family;
  readonly name: string;
}

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

/** One metric of the set and where a cell holds it, or the subject its excess. */
interface Reader extends Measure {
  readonly of: 'rates' | 'distributions' | 'statistics' | 'excesses';
  readonly index: number;
}

/** Its place in the table is the measure. */
interface PlacedReader extends Reader {
  readonly measure: number;
}

type ReaderTable = Readonly<Record<Reader['of'], readonly PlacedReader[]>> & { readonly rows: StoreTable };

interface TallyTable {
  readonly label: string;
  readonly index: number;
  readonly rows: StoreTable;
}

/** One choice of dimension values in each table of the set. */
interface Member {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly groups: readonly TableGroup[];
  readonly ofLabels: readonly Map<string, TableGroup>[];
}

export interface SetOptions {
  readonly namespace: string;
  readonly timed: Timed;
}

/** Of the set of this subject. */
export function createSetRows(
  store: MetricStore,
  { family, plan, extra }: MeasuredSubject,
  options: SetOptions,
): SetRows {
  const names = [...extra.map(({ name }) => name), ...plan.names];
  const isTimed = (name: string, labels: readonly string[] = []): boolean =>
    names.length === 0 || options.timed({ family, name }, [...names, ...labels]);
  const tables = tablesOf(store, readersOf(plan), { namespace: options.namespace, isTimed });
  const tallies = plan.tallies.map(({ name, definition: { label } }, index): TallyTable => {
    const timed = isTimed(name, [label]);
    return { label, index, rows: store.table(options.namespace, [{ metricName: name, form: 'sum' }], { timed }) };
  });
  const members = new Map<string, Member>();
  /** By what the log says, which may be two names of one dimension value. */
  const seen = new Map<string, Member>();
  const find = (raw: readonly string[]): Member => {
    const values = raw.map(dimensionValue);
    const key = values.join('\n');
    const member = members.get(key) ?? memberOf(tables, tallies, dimensionsFrom(names, values));
    members.set(key, member);
    return member;
  };
  const memberOfSubject = ({ values, extra }: MeasuredSubject): Member => {
    const raw = extra.length === 0 ? values : [...extra.map(({ value }) => value), ...values];
    const key = raw.join('\n');
    const member = seen.get(key) ?? find(raw);
    seen.set(key, member);
    return member;
  };
  return {
    hasDimensions: names.length > 0,
    tables: () => [...tables, ...tallies].map(({ rows }) => rows.table),
    add: (subject, moment) => {
      const member = memberOfSubject(subject);
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

function dimensionsFrom(names: readonly string[], values: readonly string[]): Record<string, string> {
  const pairs = names.map((name, index): [string, string] => [name, values[index] ?? '']);
  return Object.fromEntries(pairs.sort(([left], [right]) => compareText(left, right)));
}

function memberOf(tables: readonly ReaderTable[], tallies: readonly TallyTable[], dimensions: Member['dimensions']) {
  return {
    dimensions,
    groups: tables.map(({ rows }) => rows.group(dimensions)),
    ofLabels: tallies.map(() => new Map()),
  };
}

function holdsCells({ rates, distributions, statistics }: ReaderTable): boolean {
  return rates.length + distributions.length + statistics.length > 0;
}

interface TableOptions {
  readonly namespace: string;
  readonly isTimed: (metricName: string) => boolean;
}

function tablesOf(store: MetricStore, all: readonly Reader[], { namespace, isTimed }: TableOptions): ReaderTable[] {
  return [true, false].flatMap((timed) => {
    const some = all
      .filter(({ metricName }) => isTimed(metricName) === timed)
      .map((one, measure) => ({ ...one, measure }));
    if (some.length === 0) return [];
    const those = (kind: Reader['of']): PlacedReader[] => some.filter(({ of }) => of === kind);
    return [
      {
        ...{ rates: those('rates'), distributions: those('distributions'), statistics: those('statistics') },
        ...{ excesses: those('excesses'), rows: store.table(namespace, some, { timed }) },
      },
    ];
  });
}

function readersOf({ rates, distributions, statistics, excesses }: Plan<never>): Reader[] {
  return [
    ...rates.map(({ name }, index): Reader => ({ metricName: name, form: 'share', of: 'rates', index })),
    ...distributions.map(
      ({ name }, index): Reader => ({ metricName: name, form: 'values', of: 'distributions', index }),
    ),
    ...statistics.map(({ name }, index): Reader => ({ metricName: name, form: 'set', of: 'statistics', index })),
    ...excesses.map(({ name }, index): Reader => ({ metricName: name, form: 'sum', of: 'excesses', index })),
  ];
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
    for (const { index, measure } of of.rates) addRate(into, measure, cell.rates[index]);
    for (const { index, measure } of of.distributions) addDistribution(into, measure, cell.distributions[index]);
    for (const { index, measure } of of.statistics) addStatistic(into, measure, cell.statistics[index]);
  }
}

function saysSomething({ rates, distributions, statistics }: ReaderTable, cell: Cell): boolean {
  // The first rate counts every request, so no more than one is looked at.
  for (const { index } of rates) if (cell.rates[index]?.count) return true;
  for (const { index } of distributions) if (cell.distributions[index]?.count) return true;
  for (const { index } of statistics) if (cell.statistics[index]?.count) return true;
  return false;
}

function addRate({ table, group, row }: GroupRow, measure: number, set: StatisticSet | undefined): void {
  const columns = table.columns[measure];
  if (set === undefined || set.count === 0 || columns?.form !== 'share') return;
  noteSample(table, group, measure);
  addShare(columns, row, set);
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
  let before: { readonly minutes: readonly number[]; readonly rows: readonly number[] } | undefined;
  for (const { index, measure } of of.excesses) {
    const { minutes, millionths } = subject.excesses[index] ?? NO_EXCESS;
    const columns = table.columns[measure];
    if (minutes.length === 0 || columns?.form !== 'sum') continue;
    noteSample(table, group, measure);
    const rows: number[] = [];
    for (let at = 0; at < minutes.length; at++) {
      const minute = minutes[at] ?? 0;
      const isKnown = before?.minutes[at] === minute;
      const row = isKnown ? (before?.rows[at] ?? NONE) : rowAt(table, group, momentOf(minute, moment));
      rows.push(row);
      addSum(columns, row, (millionths[at] ?? 0) / 1e6);
    }
    before = { minutes, rows };
  }
}

const NO_EXCESS: ExcessMinutes = { minutes: [], millionths: [] };

function addTallies(of: TallyTable, member: Member, { subject: { cells }, moment }: Arrived): void {
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

/** By what the log says, and by the dimension value that it becomes: another text may become the same one. */
function labelGroup({ label, index, rows }: TallyTable, { dimensions, ofLabels }: Member, text: string): TableGroup {
  const groups = ofLabels[index];
  const value = dimensionValue(text);
  const group = groups?.get(value) ?? rows.group(withLabel(dimensions, label, value));
  groups?.set(value, group).set(text, group);
  return group;
}

function withLabel(dimensions: Member['dimensions'], label: string, value: string): Record<string, string> {
  return dimensionsFrom([...Object.keys(dimensions), label], [...Object.values(dimensions), value]);
}
