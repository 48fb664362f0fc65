/** Cells of one dimension set -> rows of tables: those that alarms read with their arrivals, the others without. */
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { Cell } from '../../lambda/measure/aggregate.ts';
import type { Distribution, StatisticSet } from '../../lambda/measure/distribution.ts';
import type { ExcessSum } from '../../lambda/measure/excess.ts';
import type { Plan } from '../../lambda/measure/plans.ts';
import { dimensionValue } from '../../lambda/publish/datum.ts';
import type { Measure, Sample } from '../cloudwatch/measure-columns.ts';
import type { MetricStore, StoreTable } from '../cloudwatch/store.ts';
import { addSample, type MinuteOfArrival, rowAt, type Table, type TableGroup } from '../cloudwatch/table.ts';

/** Which metrics are read as they were known at a time: those of alarms. */
export type Timed = (metric: FamilyMetric, dimensionNames: readonly string[]) => boolean;

interface FamilyMetric {
  readonly family: Family;
  readonly name: string;
}

export interface SetRows {
  readonly add: (cell: Cell, moment: MinuteOfArrival) => void;
  readonly hasDimensions: boolean;
  readonly tables: () => readonly Table[];
}

/** One metric of the set and where a cell holds it. */
interface Reader extends Measure {
  readonly read: (cell: Cell) => Sample | undefined;
}

interface ReaderTable {
  readonly readers: readonly Reader[];
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

/** Of the set of this cell. */
export function createSetRows(store: MetricStore, { family, plan, extra }: Cell, options: SetOptions): SetRows {
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
  return {
    hasDimensions: names.length > 0,
    tables: () => [...tables, ...tallies].map(({ rows }) => rows.table),
    add: (cell, moment) => {
      const raw = cell.extra.length === 0 ? cell.values : [...cell.extra.map(({ value }) => value), ...cell.values];
      const key = raw.join('\n');
      const member = seen.get(key) ?? find(raw);
      seen.set(key, member);
      for (const [index, table] of tables.entries()) addCell(table, member.groups[index], { cell, moment });
      for (const tally of tallies) addTally(tally, member, { cell, moment });
    },
  };
}

function dimensionsOf(names: readonly string[], values: readonly string[]): Record<string, string> {
  const pairs = names.map((name, index): [string, string] => [name, values[index] ?? '']);
  return Object.fromEntries(pairs.sort(([left], [right]) => (left < right ? -1 : 1)));
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

function tablesOf(store: MetricStore, readers: readonly Reader[], { namespace, isTimed }: TableOptions): ReaderTable[] {
  return [true, false].flatMap((timed) => {
    const some = readers.filter(({ metricName }) => isTimed(metricName) === timed);
    return some.length === 0 ? [] : [{ readers: some, rows: store.table(namespace, some, { timed }) }];
  });
}

function readersOf({ rates, distributions, statistics, excesses }: Plan<never>): Reader[] {
  return [
    ...rates.map(({ name }, i): Reader => reader(name, 'share', ({ rates }) => ofSet(rates[i]))),
    ...distributions.map(({ name }, i) => reader(name, 'values', (cell) => ofDistribution(cell.distributions[i]))),
    ...statistics.map(({ name }, i) => reader(name, 'set', (cell) => ofSet(cell.statistics[i]))),
    ...excesses.map(({ name }, i) => reader(name, 'sum', (cell) => ofExcess(cell.excesses[i]))),
  ];
}

function reader(metricName: string, form: Measure['form'], read: Reader['read']): Reader {
  return { metricName, form, read };
}

function ofSet(set: StatisticSet | undefined): Sample | undefined {
  if (set === undefined || set.count === 0) return undefined;
  return { sampleCount: set.count, sum: set.sum, minimum: set.min, maximum: set.max, distribution: undefined };
}

function ofDistribution(distribution: Distribution | undefined): Sample | undefined {
  if (distribution === undefined || distribution.count === 0) return undefined;
  const { count, sumMillionths, min, max, values } = distribution;
  return {
    ...{ sampleCount: count, sum: sumMillionths / 1e6, minimum: min, maximum: max },
    distribution: { values: [...values.keys()], counts: [...values.values()] },
  };
}

function ofExcess(excess: ExcessSum | undefined): Sample | undefined {
  return excess === undefined || excess.objects === 0 ? undefined : ofNumber(excess.millionths / 1e6);
}

function ofNumber(value: number): Sample {
  return { sampleCount: 1, sum: value, minimum: value, maximum: value, distribution: undefined };
}

interface At {
  readonly cell: Cell;
  readonly moment: MinuteOfArrival;
}

function addCell({ readers, rows: { table } }: ReaderTable, group: TableGroup | undefined, { cell, moment }: At): void {
  let row: number | undefined;
  for (const [measure, { read }] of readers.entries()) {
    const sample = read(cell);
    if (sample === undefined || group === undefined) continue;
    row ??= rowAt(table, group, moment);
    addSample(table, group, { row, measure, sample });
  }
}

function addTally({ label, index, rows }: TallyTable, { dimensions, ofLabels }: Member, { cell, moment }: At): void {
  const groups = ofLabels[index];
  for (const [text, times] of cell.tallies[index] ?? []) {
    const value = dimensionValue(text);
    const group = groups?.get(value) ?? rows.group(withLabel(dimensions, label, value));
    groups?.set(value, group);
    addSample(rows.table, group, { row: rowAt(rows.table, group, moment), measure: 0, sample: ofNumber(times) });
  }
}

function withLabel(dimensions: Member['dimensions'], label: string, value: string): Record<string, string> {
  return dimensionsOf([...Object.keys(dimensions), label], [...Object.values(dimensions), value]);
}
