/**
 * How the lines of a format lie, for a reader that knows lines again (lambda/ingest/core/rows.ts): it has the parser
 * read the first line of each kind, and of later ones takes only what differs.
 *
 * A layout is right when an entry follows from the fields it names: those that decide say everything but what
 * `numbers`, `words` and `onDemand` name. A field that is in none of them says nothing.
 */

/**
 * How a number is written: `seconds` and `bytes` as in fields.ts, `milliseconds` whole ones of an entry's seconds;
 * `elapsed`: the time before that of the line from which on the seconds count, as in alb-access.ts.
 */
export type NumberForm = 'seconds' | 'bytes' | 'milliseconds' | 'elapsed';

/** `Property`: names of the properties of an entry. */
export interface LineValues<Property extends string = string> {
  /**
   * Field of the time in ISO 8601; of the date, which the time of day follows in columns, and in JSON is the member
   * `timeOfDay`; `epoch`: milliseconds since 1970; `nginx`: its $time_local.
   */
  readonly time:
    | { readonly field: string; readonly form: 'iso' | 'epoch' | 'nginx' }
    | { readonly field: string; readonly form: 'dateAndTime'; readonly timeOfDay: string };
  /** Field -> what it sets, and nothing else. At most twelve. */
  readonly numbers: Readonly<Record<string, readonly [property: Property, form: NumberForm]>>;
  /** The same for text of which there are some thousands at most, of 62 bytes at most: targets. At most two. */
  readonly words: Readonly<Record<string, Property>>;
  /** The same for text that is another in every line, of 256 bytes at most: its id. In JSON only. */
  readonly texts?: Readonly<Record<string, Property>>;
  /** Fields that have to be a port. */
  readonly ports: readonly string[];
  readonly decides: readonly string[];
  /** Fields that make a line one for the parser. In JSON only. */
  readonly odd?: readonly string[];
  /** Fields of which the text before the first `&`, `,`, `;`, `|` or space decides. */
  readonly starts?: readonly string[];
  /**
   * One of those that decide, without which a line is for the parser: with it, they decide whether the parser skips the
   * line, too.
   */
  readonly skipsBy?: string;
  /** A property that the ingest sets only now and then, and that must be as the parser left it for the next line. */
  readonly reset?: Property;
  /** Properties that are rarely asked for; the parser reads the line again for them. */
  readonly onDemand: readonly Property[];
}

/** Text between separators of one byte. */
export interface ColumnsLayout<Property extends string = string> extends LineValues<Property> {
  readonly separator: string;
  /** As fields.ts has it: a field in quotes may hold separators. */
  readonly hasQuotes: boolean;
  /** Field -> its place. */
  readonly places: Readonly<Record<string, number>>;
  /** Lines with fewer fields are for the parser. */
  readonly least: number;
}

/** JSON objects. A name with a point is a member of an object in it; one such object at most. */
export interface MembersLayout<Property extends string = string> extends LineValues<Property> {
  readonly separator: undefined;
}

export type LineLayout = ColumnsLayout | MembersLayout;

/**
 * A parser whose lines have a layout; undefined until the first lines have told it. It may become another with the next
 * line.
 */
export interface LineParser<Parsed> {
  (line: string): Parsed;
  readonly layout?: () => LineLayout | undefined;
}

export function withLayout<Parsed>(
  parse: (line: string) => Parsed,
  layout: () => LineLayout | undefined,
): LineParser<Parsed> {
  return Object.assign(parse, { layout });
}
