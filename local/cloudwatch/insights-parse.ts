/**
 * The text of a Metrics Insights query -> its parts, or an error that says where it went wrong.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */

export type InsightsFunction = 'AVG' | 'COUNT' | 'MAX' | 'MIN' | 'SUM';

export interface InsightsQuery {
  readonly function: InsightsFunction;
  readonly metricName: string;
  readonly namespace: string;
  /** All dimensions a metric must have, of SCHEMA(…); undefined leaves them open. */
  readonly schema: readonly string[] | undefined;
  /** Joined by AND. */
  readonly where: readonly { readonly name: string; readonly isEqual: boolean; readonly value: string }[];
  readonly groupBy: readonly string[];
  readonly orderBy: { readonly function: InsightsFunction; readonly isDescending: boolean } | undefined;
  readonly limit: number;
}

export function isInsightsQuery(expression: string): boolean {
  return /^\s*SELECT\b/i.test(expression);
}

const LIMIT_MAX = 500;
const FUNCTIONS: readonly InsightsFunction[] = ['AVG', 'COUNT', 'MAX', 'MIN', 'SUM'];
/** Words of the language, and the one name that was seen to be refused unquoted and that people use. 422 words are. */
const RESERVED = new Set(
  [
    'SELECT',
    'FROM',
    'SCHEMA',
    'WHERE',
    'AND',
    'OR',
    'NOT',
    'GROUP',
    'BY',
    'ORDER',
    'ASC',
    'DESC',
    'LIMIT',
    'ZONE',
  ].concat(FUNCTIONS),
);

interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'symbol';
  readonly text: string;
}

interface Cursor {
  readonly source: string;
  readonly tokens: readonly Token[];
  at: number;
}

const parsed = new Map<string, InsightsQuery>();

/** Parses a query. Parsing is remembered, because alarms ask the same question every minute. */
export function parseInsights(source: string): InsightsQuery {
  const known = parsed.get(source);
  if (known) return known;
  const cursor: Cursor = { source, tokens: tokens(source), at: 0 };
  const query = parseQuery(cursor);
  if (cursor.at < cursor.tokens.length) throw unexpected(cursor, 'a clause or the end');
  parsed.set(source, query);
  return query;
}

function parseQuery(cursor: Cursor): InsightsQuery {
  expectWord(cursor, 'SELECT');
  const selected = parseFunction(cursor);
  expectSymbol(cursor, '(');
  const metricName = parseName(cursor);
  expectSymbol(cursor, ')');
  expectWord(cursor, 'FROM');
  const source = parseSource(cursor);
  const where = takeWord(cursor, 'WHERE') ? separated(cursor, () => takeWord(cursor, 'AND'), parseCondition) : [];
  const isGrouped = takeWord(cursor, 'GROUP');
  if (isGrouped) expectWord(cursor, 'BY');
  const groupBy = isGrouped ? separated(cursor, () => takeSymbol(cursor, ','), parseName) : [];
  const orderBy = takeWord(cursor, 'ORDER') ? parseOrder(cursor) : undefined;
  const limit = takeWord(cursor, 'LIMIT') ? parseLimit(cursor) : LIMIT_MAX;
  return { function: selected, metricName, ...source, where, groupBy, orderBy, limit };
}

function parseSource(cursor: Cursor): Pick<InsightsQuery, 'namespace' | 'schema'> {
  if (!takeWord(cursor, 'SCHEMA')) return { namespace: parseName(cursor), schema: undefined };
  expectSymbol(cursor, '(');
  const [namespace = '', ...schema] = separated(cursor, () => takeSymbol(cursor, ','), parseName);
  expectSymbol(cursor, ')');
  return { namespace, schema };
}

function parseCondition(cursor: Cursor): InsightsQuery['where'][number] {
  const name = parseName(cursor);
  const isEqual = takeSymbol(cursor, '=');
  if (!isEqual && !takeSymbol(cursor, '!=')) throw unexpected(cursor, '= or !=');
  const value = cursor.tokens[cursor.at];
  if (value?.kind !== 'text') throw unexpected(cursor, "a value in single quotation marks, as in 'app/shop/1'");
  cursor.at++;
  return { name, isEqual, value: value.text };
}

function parseOrder(cursor: Cursor): InsightsQuery['orderBy'] {
  expectWord(cursor, 'BY');
  const by = parseFunction(cursor);
  expectSymbol(cursor, '(');
  expectSymbol(cursor, ')');
  const isDescending = takeWord(cursor, 'DESC');
  if (!isDescending) takeWord(cursor, 'ASC');
  return { function: by, isDescending };
}

function parseLimit(cursor: Cursor): number {
  const limit = Number(cursor.tokens[cursor.at]?.text);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)
    throw unexpected(cursor, `a whole number from 1 to ${LIMIT_MAX}`);
  cursor.at++;
  return limit;
}

function parseFunction(cursor: Cursor): InsightsFunction {
  const found = FUNCTIONS.find((name) => takeWord(cursor, name));
  if (!found) throw unexpected(cursor, FUNCTIONS.join(', '));
  return found;
}

function parseName(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at];
  const isReserved = token?.kind === 'word' && RESERVED.has(token.text.toUpperCase());
  if (!token || isReserved || (token.kind !== 'word' && token.kind !== 'quoted'))
    throw unexpected(cursor, 'a name, in double quotation marks if it is a reserved word');
  cursor.at++;
  return token.text;
}

function separated<T>(cursor: Cursor, takeSeparator: () => boolean, parse: (cursor: Cursor) => T): T[] {
  const items = [parse(cursor)];
  while (takeSeparator()) items.push(parse(cursor));
  return items;
}

function tokens(source: string): Token[] {
  const pattern = /\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(!=|[(),=])|([\w./-]+))/y;
  const found: Token[] = [];
  const end = source.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (!match) throw new Error(`Metrics Insights query '${source}' has an unexpected character at ${at + 1}`);
    const [, quoted, text, symbol, word = ''] = match;
    if (quoted !== undefined) found.push({ kind: 'quoted', text: quoted.replaceAll('""', '"') });
    else if (text !== undefined) found.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else found.push(symbol === undefined ? { kind: 'word', text: word } : { kind: 'symbol', text: symbol });
  }
  return found;
}

/** Keywords are read in any case, names are not. */
function takeWord(cursor: Cursor, word: string): boolean {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
  cursor.at++;
  return true;
}

function takeSymbol(cursor: Cursor, symbol: string): boolean {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== 'symbol' || token.text !== symbol) return false;
  cursor.at++;
  return true;
}

function expectWord(cursor: Cursor, word: string): void {
  if (!takeWord(cursor, word)) throw unexpected(cursor, word);
}

function expectSymbol(cursor: Cursor, symbol: string): void {
  if (!takeSymbol(cursor, symbol)) throw unexpected(cursor, `'${symbol}'`);
}

function unexpected({ source, tokens: all, at }: Cursor, wanted: string): Error {
  const token = all[at];
  const got = token ? `'${token.text}'` : 'its end';
  return new Error(`Metrics Insights query '${source}' has ${got} where ${wanted} would be right`);
}
