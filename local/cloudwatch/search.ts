/**
 * A search expression, the first argument of SEARCH, goes in; the metrics of a store that it finds come out.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
import { matchesPartially } from './search-tokens.ts';
import type { MetricIdentity, MetricStore } from './store.ts';

type Term =
  | { readonly kind: 'match'; readonly property: string | undefined; readonly text: string; readonly exact: boolean }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Term[] }
  | { readonly kind: 'not'; readonly term: Term };

interface Schema {
  readonly namespace: string;
  readonly dimensions: readonly string[];
}

export interface SearchQuery {
  readonly schema: Schema | undefined;
  readonly term: Term | undefined;
}

interface Token {
  readonly kind: 'word' | 'quoted' | 'symbol';
  readonly text: string;
}

interface Cursor {
  readonly source: string;
  readonly tokens: readonly Token[];
  at: number;
}

const LENGTH_MAX = 1024;
const RESULTS_MAX = 500;
const TWO_WEEKS = 14 * 24 * 3_600_000;

/** The metrics that a search expression finds: those with data in the two weeks before `to`, at most 500. */
export function searchMetrics(
  expression: string,
  store: MetricStore,
  range: { to: number; asOf?: number | undefined },
): MetricIdentity[] {
  const query = parseSearch(expression);
  const wanted = new Set(ofSchema(store.metrics(), query.schema).filter((metric) => matchesSearch(query, metric)));
  if (wanted.size === 0) return [];
  const recent = { from: range.to - TWO_WEEKS, to: range.to, asOf: range.asOf };
  return store.metrics(recent, (metric) => wanted.has(metric)).slice(0, RESULTS_MAX);
}

/**
 * The list of a store stays the same until there are more metrics, and a dashboard searches it for each of its graphs.
 */
const bySchema = new WeakMap<readonly MetricIdentity[], Map<string, MetricIdentity[]>>();

/** Those that can match the schema. */
function ofSchema(metrics: readonly MetricIdentity[], schema: Schema | undefined): readonly MetricIdentity[] {
  if (schema === undefined || schema.dimensions.length === 0) return metrics;
  const groups = bySchema.get(metrics) ?? Map.groupBy(metrics, (metric) => schemaKey(Object.keys(metric.dimensions)));
  bySchema.set(metrics, groups);
  return groups.get(schemaKey([...new Set(schema.dimensions)])) ?? [];
}

function schemaKey(dimensions: string[]): string {
  return dimensions.sort().join('\n');
}

export function matchesSearch(query: SearchQuery, metric: MetricIdentity): boolean {
  return (!query.schema || matchesSchema(query.schema, metric)) && (!query.term || matchesTerm(query.term, metric));
}

/** The named dimensions are exactly the metric's; a schema of just a namespace leaves the dimensions open. */
function matchesSchema({ namespace, dimensions }: Schema, metric: MetricIdentity): boolean {
  if (namespace !== metric.namespace) return false;
  const names = Object.keys(metric.dimensions);
  return (
    dimensions.length === 0 ||
    (names.every((name) => dimensions.includes(name)) && names.length === new Set(dimensions).size)
  );
}

function matchesTerm(term: Term, metric: MetricIdentity): boolean {
  switch (term.kind) {
    case 'and':
      return term.terms.every((part) => matchesTerm(part, metric));
    case 'or':
      return term.terms.some((part) => matchesTerm(part, metric));
    case 'not':
      return !matchesTerm(term.term, metric);
    case 'match': {
      if (term.property !== undefined) return fits(term, propertyOf(metric, term.property));
      const { namespace, metricName, dimensions } = metric;
      return [namespace, metricName, ...Object.entries(dimensions).flat()].some((text) => fits(term, text));
    }
  }
}

function fits({ exact, text }: { readonly exact: boolean; readonly text: string }, candidate: string | undefined) {
  if (candidate === undefined) return false;
  return exact ? candidate === text : matchesPartially(text, candidate);
}

function propertyOf({ metricName, namespace, dimensions }: MetricIdentity, property: string): string | undefined {
  if (property === 'MetricName') return metricName;
  if (property === 'Namespace') return namespace;
  return Object.hasOwn(dimensions, property) ? dimensions[property] : undefined;
}

/** Parses a search expression. Throws on what is not documented or not modeled. */
export function parseSearch(source: string): SearchQuery {
  if (source.length > LENGTH_MAX)
    throw new Error(`a search expression has ${source.length} characters: must be at most ${LENGTH_MAX}`);
  const cursor: Cursor = { source, tokens: tokens(source), at: 0 };
  const schema = take(cursor, '{') ? parseSchema(cursor) : undefined;
  while (take(cursor, ','));
  const term = cursor.at < cursor.tokens.length ? either(cursor) : undefined;
  if (cursor.at < cursor.tokens.length) throw unexpected(cursor, 'a search term');
  if (!schema && !term) throw new Error(`search '${source}' needs a {schema}, a search term or both`);
  return { schema, term };
}

function tokens(source: string): Token[] {
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([{}(),=])|([^\s{}(),="]+))/y;
  const found: Token[] = [];
  const end = source.trimEnd().length;
  while (pattern.lastIndex < end) {
    const match = pattern.exec(source);
    if (!match) throw new Error(`search '${source}' has a quotation mark without its partner`);
    if (match[1] !== undefined) found.push({ kind: 'quoted', text: match[1].replace(/\\(.)/g, '$1') });
    else if (match[2] !== undefined) found.push({ kind: 'symbol', text: match[2] });
    else found.push({ kind: 'word', text: match[3] ?? '' });
  }
  return found;
}

function is(cursor: Cursor, kind: Token['kind'], text: string, ahead = 0): boolean {
  const token = cursor.tokens[cursor.at + ahead];
  return token?.kind === kind && token.text === text;
}

function take(cursor: Cursor, symbol: string): boolean {
  if (!is(cursor, 'symbol', symbol)) return false;
  cursor.at++;
  return true;
}

function unexpected(cursor: Cursor, wanted: string): Error {
  const token = cursor.tokens[cursor.at];
  return new Error(
    `search '${cursor.source}' has ${token ? `'${token.text}'` : 'its end'} where ${wanted} would be right`,
  );
}

function parseSchema(cursor: Cursor): Schema {
  const names: string[] = [];
  while (!take(cursor, '}')) {
    const token = cursor.tokens[cursor.at];
    if (!token || (token.kind === 'symbol' && token.text !== ',')) throw unexpected(cursor, "a name or '}'");
    if (token.kind !== 'symbol') names.push(token.text);
    cursor.at++;
  }
  const [namespace, ...dimensions] = names;
  if (namespace === undefined) throw new Error(`search '${cursor.source}' needs a namespace between { and }`);
  return { namespace, dimensions };
}

function either(cursor: Cursor): Term {
  const terms = [all(cursor)];
  while (is(cursor, 'word', 'OR')) {
    cursor.at++;
    terms.push(all(cursor));
  }
  return terms.length === 1 && terms[0] ? terms[0] : { kind: 'or', terms };
}

/** Terms side by side are joined by AND, written or not. */
function all(cursor: Cursor): Term {
  const terms = [factor(cursor)];
  while (cursor.at < cursor.tokens.length && !is(cursor, 'word', 'OR') && !is(cursor, 'symbol', ')')) {
    if (is(cursor, 'word', 'AND')) cursor.at++;
    terms.push(factor(cursor));
  }
  return terms.length === 1 && terms[0] ? terms[0] : { kind: 'and', terms };
}

function factor(cursor: Cursor, property?: string): Term {
  if (is(cursor, 'word', 'NOT')) {
    cursor.at++;
    return { kind: 'not', term: factor(cursor, property) };
  }
  if (take(cursor, '(')) {
    const inner = property === undefined ? either(cursor) : values(cursor, property);
    if (!take(cursor, ')')) throw unexpected(cursor, "')'");
    return inner;
  }
  const token = cursor.tokens[cursor.at];
  if (!token || token.kind === 'symbol') throw unexpected(cursor, 'a search term');
  cursor.at++;
  if (property !== undefined) return { kind: 'match', property, text: token.text, exact: token.kind === 'quoted' };
  if (!take(cursor, '=')) return { kind: 'match', property, text: token.text, exact: token.kind === 'quoted' };
  if (token.text.startsWith(':'))
    throw new Error(`search property '${token.text}' is not modeled: there is one account`);
  return factor(cursor, token.text);
}

/** The alternatives of a property, as in InstanceId=("i-1" OR "i-2"). */
function values(cursor: Cursor, property: string): Term {
  const terms = [factor(cursor, property)];
  while (is(cursor, 'word', 'OR')) {
    cursor.at++;
    terms.push(factor(cursor, property));
  }
  return { kind: 'or', terms };
}
