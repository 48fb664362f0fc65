/**
 * Rows whose fields have names, and how these lie (layout.ts), once it is known under which of its names each of them
 * stands: from the first line in JSON, or from the order of columns.
 */
import type { FieldForms } from './field-forms.ts';
import type { LineLayout, LineValues, MembersLayout } from './layout.ts';

/** Text of the field of this name, marks of absence and all; undefined where the row has no such field. */
export interface NamedFields {
  readonly value: (name: string) => string | undefined;
  /** Of a field of exactly this name. */
  readonly has: (name: string) => boolean;
  /** Number of fields. */
  readonly size: number;
}

/**
 * Order of fields where neither JSON nor a header names them, how many of them a line has at least, and what they look
 * like.
 */
export interface Columns {
  readonly names: readonly string[];
  readonly least: number;
  readonly forms: FieldForms;
  /** How a reader that knows lines again takes them from columns, or from JSON. */
  readonly values?: LineValues;
  /** Name -> another that the entry takes the field from where the row does not have it. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** `client:port` and `client_port` are one name: which of the two a delivery writes is not documented. */
export function otherSpelling(name: string): string {
  return name.includes(':') ? name.replace(':', '_') : name;
}

/** The names that a field may have. Where a row has several, the first is the field. */
function spellingsOf(name: string, aliases: Columns['aliases'] = {}): readonly string[] {
  const names = [name, aliases[name] ?? name];
  return [...new Set(names.flatMap((one) => [one, otherSpelling(one)]))];
}

type Named = readonly [name: string, found: string];

/**
 * Of an object whose first line is this one. What that lacks decides in the lines that have it; they are rare, or come
 * with new kinds. Null where lines have no layout.
 */
export function membersLayout({ values, aliases }: Columns, { has }: NamedFields): MembersLayout | null {
  if (values === undefined) return null;
  const { time, numbers, words, starts = [], decides } = values;
  const found = (name: string): string | undefined => spellingsOf(name, aliases).find(has);
  const foundOf = (names: readonly string[]): readonly Named[] =>
    names.flatMap((name) => {
      const one = found(name);
      return one === undefined ? [] : [[name, one] as const];
    });
  const present = <V>(named: Readonly<Record<string, V>>) =>
    Object.fromEntries(
      Object.entries(named).flatMap(([name, value]) => {
        const one = found(name);
        return one === undefined ? [] : [[one, value]];
      }),
    );
  const timeField = found(time.field);
  if (timeField === undefined || (time.form === 'dateAndTime' && !has(time.timeOfDay))) return null;
  const taken = [time.field, ...Object.keys(numbers), ...Object.keys(words), ...starts];
  const absent = taken.filter((name) => found(name) === undefined);
  return {
    ...values,
    separator: undefined,
    time: { ...time, field: timeField },
    numbers: present(numbers),
    words: present(words),
    starts: foundOf(starts).map(([, one]) => one),
    decides: [...decides, ...absent.flatMap((name) => spellingsOf(name, aliases))],
    // Lines that have the field under a name that comes before.
    odd: foundOf(taken).flatMap(([name, one]) => {
      const names = spellingsOf(name, aliases);
      return names.slice(0, names.indexOf(one));
    }),
  };
}

/** Undefined where the time is not in one place. */
export function columnsLayout(
  { values, aliases }: Columns,
  index: ReadonlyMap<string, number>,
): LineLayout | undefined {
  if (values === undefined) return undefined;
  const { time, numbers, words, ports, starts = [], decides } = values;
  const placeOf = (name: string): number | undefined => {
    const found = spellingsOf(name, aliases).find((one) => index.has(one));
    return found === undefined ? undefined : index.get(found);
  };
  const names = [time.field, ...Object.keys(numbers), ...Object.keys(words), ...ports, ...starts, ...decides];
  const places = names.flatMap((name) => {
    const place = placeOf(name);
    return place === undefined ? [] : [[name, place] as const];
  });
  const first = placeOf(time.field);
  const isApart = time.form === 'dateAndTime' && index.get(time.timeOfDay) !== (first ?? 0) + 1;
  if (first === undefined || isApart || index.has('timestamp(ms)')) return undefined;
  return { ...values, separator: '\t', hasQuotes: false, places: Object.fromEntries(places), least: 1 };
}
