/** Tables of one dimension set: which metrics each has, and which choice of dimension values each group of rows is. */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { MeasuredSubject } from '../../lambda/measure/aggregate.ts';
import type { Plan } from '../../lambda/measure/plans.ts';
import { dimensionValue } from '../../lambda/publish/datum.ts';
import type { Measure } from '../cloudwatch/measure-columns.ts';
import type { MetricStore, StoreTable } from '../cloudwatch/store.ts';
import type { TableGroup } from '../cloudwatch/table.ts';
import { madeIn } from './made-in.ts';

/** Which metrics are read as they were known at a time: those of alarms. */
export type Timed = (metric: FamilyMetric, dimensionNames: readonly string[]) => boolean;

interface FamilyMetric {
  readonly family: Family;
  readonly name: string;
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

export type ReaderTable = Readonly<Record<Reader['of'], readonly PlacedReader[]>> & { readonly rows: StoreTable };

export interface TallyTable {
  readonly label: string;
  readonly index: number;
  readonly rows: StoreTable;
}

/** One choice of dimension values in each table of the set. */
export interface SetMember {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly groups: readonly TableGroup[];
  readonly ofLabels: readonly Map<string, TableGroup>[];
}

export interface SetOptions {
  readonly namespace: string;
  readonly timed: Timed;
}

export interface SetTables {
  /** Of the dimensions. */
  readonly names: readonly string[];
  readonly tables: readonly ReaderTable[];
  readonly tallies: readonly TallyTable[];
}

/** Of the set of this subject. */
export function setTables(
  store: MetricStore,
  { family, plan, extra }: MeasuredSubject,
  options: SetOptions,
): SetTables {
  const names = [...extra.map(({ name }) => name), ...plan.names];
  const isTimed = (name: string, labels: readonly string[] = []): boolean =>
    names.length === 0 || options.timed({ family, name }, [...names, ...labels]);
  const tables = tablesOf(store, readersOf(plan), { namespace: options.namespace, isTimed });
  const tallies = plan.tallies.map(({ name, definition: { label } }, index): TallyTable => {
    const timed = isTimed(name, [label]);
    return { label, index, rows: store.table(options.namespace, [{ metricName: name, form: 'sum' }], { timed }) };
  });
  return { names, tables, tallies };
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

/** Finds the member of a subject, which is made when its name is first seen. */
export function memberFinder({ names, tables, tallies }: SetTables): (subject: MeasuredSubject) => SetMember {
  const members = new Map<string, SetMember>();
  /** By what the log says, which may be two names of one dimension value. */
  const seen = newPlace();
  const find = (raw: readonly string[]): SetMember => {
    const values = raw.map(dimensionValue);
    const key = values.join('\n');
    const member = members.get(key) ?? newMember(tables, tallies, dimensionsFrom(names, values));
    members.set(key, member);
    return member;
  };
  return ({ values, extra }) => {
    let place = seen;
    for (const { value } of extra) place = madeIn(place.inside, value, newPlace);
    for (const value of values) place = madeIn(place.inside, value, newPlace);
    place.member ??= find([...extra.map(({ value }) => value), ...values]);
    return place.member;
  };
}

/** Names are long, so each is looked up as it is: joined, they would be copied and hashed again for each object. */
interface NamedPlace {
  readonly inside: Map<string, NamedPlace>;
  member: SetMember | undefined;
}

function newPlace(): NamedPlace {
  return { inside: new Map(), member: undefined };
}

function dimensionsFrom(names: readonly string[], values: readonly string[]): Record<string, string> {
  const pairs = names.map((name, index): [string, string] => [name, values[index] ?? '']);
  return Object.fromEntries(pairs.sort(([left], [right]) => compareText(left, right)));
}

function newMember(
  tables: readonly ReaderTable[],
  tallies: readonly TallyTable[],
  dimensions: SetMember['dimensions'],
) {
  return {
    dimensions,
    groups: tables.map(({ rows }) => rows.group(dimensions)),
    ofLabels: tallies.map(() => new Map()),
  };
}

/** By what the log says, and by the dimension value that it becomes: another text may become the same one. */
export function labelGroup(
  { label, index, rows }: TallyTable,
  { dimensions, ofLabels }: SetMember,
  text: string,
): TableGroup {
  const groups = ofLabels[index];
  const value = dimensionValue(text);
  const group = groups?.get(value) ?? rows.group(withLabel(dimensions, label, value));
  groups?.set(value, group).set(text, group);
  return group;
}

function withLabel(dimensions: SetMember['dimensions'], label: string, value: string): Record<string, string> {
  return dimensionsFrom([...Object.keys(dimensions), label], [...Object.values(dimensions), value]);
}
