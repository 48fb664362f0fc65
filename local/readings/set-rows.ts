/** Subjects of one dimension set -> rows of tables: those that alarms read with their arrivals, the others without. */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { MeasuredSubject } from '../../lambda/measure/aggregate.ts';
import type { Cell } from '../../lambda/measure/cell.ts';
import type { ExcessMinutes } from '../../lambda/measure/excess.ts';
import type { Plan } from '../../lambda/measure/plans.ts';
import { dimensionValue } from '../../lambda/publish/datum.ts';
import type { Measure, Sample } from '../cloudwatch/measure-columns.ts';
import type { MetricStore, StoreTable } from '../cloudwatch/store.ts';
import { addSample, type MinuteOfArrival, NONE, rowAt, type Table, type TableGroup } from '../cloudwatch/table.ts';

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

interface ReaderTable {
  /** Of cells. */
  readonly readers: readonly PlacedReader[];
  readonly excesses: readonly PlacedReader[];
  readonly rows: StoreTable;
}

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
    const member = members.get(key) ?? memberOf(tables, tallies, dimensionsOf(names, values));
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
    add: (subject, { arrivedAt, width }) => {
      const member = memberOfSubject(subject);
      const momentOf = (minute: number): MinuteOfArrival => ({ minute: Math.floor(minute / width) * width, arrivedAt });
      for (let at = 0; at < tables.length; at++) addTo(tables[at], member.groups[at], { subject, momentOf });
      for (const tally of tallies) addTallies(tally, member, { subject, momentOf });
    },
  };
}

function dimensionsOf(names: readonly string[], values: readonly string[]): Record<string, string> {
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
    const excesses = some.filter(({ of }) => of === 'excesses');
    const readers = some.filter(({ of }) => of !== 'excesses');
    return [{ readers, excesses, rows: store.table(namespace, some, { timed }) }];
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
  readonly momentOf: (minute: number) => MinuteOfArrival;
}

function addTo(of: ReaderTable | undefined, group: TableGroup | undefined, { subject, momentOf }: Arrived): void {
  if (of === undefined || group === undefined) return;
  const { table } = of.rows;
  for (const [minute, cell] of subject.cells) {
    let row = NONE;
    for (const reader of of.readers) {
      const sample = sampleOf(cell, reader);
      if (sample === undefined) continue;
      if (row === NONE) row = rowAt(table, group, momentOf(minute));
      addSample(table, group, { row, measure: reader.measure, sample });
    }
  }
  // Most minutes are those of the metric before.
  let before: { readonly minutes: readonly number[]; readonly rows: readonly number[] } | undefined;
  for (const { index, measure } of of.excesses) {
    const { minutes, millionths } = subject.excesses[index] ?? NO_EXCESS;
    const rows: number[] = [];
    for (let at = 0; at < minutes.length; at++) {
      const minute = minutes[at] ?? 0;
      const isKnown = before?.minutes[at] === minute;
      const row = isKnown ? (before?.rows[at] ?? NONE) : rowAt(table, group, momentOf(minute));
      rows.push(row);
      addSample(table, group, { row, measure, sample: ofNumber((millionths[at] ?? 0) / 1e6) });
    }
    before = { minutes, rows };
  }
}

const NO_EXCESS: ExcessMinutes = { minutes: [], millionths: [] };

/** Undefined where the cell says nothing of the metric. */
function sampleOf(cell: Cell, { of, index }: Reader): Sample | undefined {
  if (of === 'distributions') {
    const one = cell.distributions[index];
    if (one === undefined || one.count === 0) return undefined;
    const { count, min, max, values, times } = one;
    return { count, sum: one.sumMillionths / 1e6, min, max, distribution: { values, counts: times } };
  }
  const set = of === 'excesses' ? undefined : cell[of][index];
  return set === undefined || set.count === 0 ? undefined : set;
}

function ofNumber(value: number): Sample {
  return { count: 1, sum: value, min: value, max: value };
}

function addTallies(of: TallyTable, member: Member, { subject: { cells }, momentOf }: Arrived): void {
  const { index, rows } = of;
  for (const [minute, { tallies }] of cells) {
    const tally = tallies[index];
    if (tally === undefined || tally.size === 0) continue;
    const moment = momentOf(minute);
    for (const [text, times] of tally) {
      const group = member.ofLabels[index]?.get(text) ?? labelGroup(of, member, text);
      addSample(rows.table, group, { row: rowAt(rows.table, group, moment), measure: 0, sample: ofNumber(times) });
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
  return dimensionsOf([...Object.keys(dimensions), label], [...Object.values(dimensions), value]);
}
