/**
 * The text of a metric math expression -> its syntax tree, or an error that says where it went wrong.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax
 */

export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<=' | '>=' | '<' | '>' | 'AND' | 'OR';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** The id of a metric or expression, or a word that a function takes, such as REPEAT or DESC. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

interface Cursor {
  readonly source: string;
  readonly tokens: readonly Token[];
  at: number;
}

// CloudWatch does not document precedence; these are the usual levels, loosest first.
const LEVELS: readonly (readonly Operator[])[] = [
  ['OR'],
  ['AND'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|'([^']*)'|"([^"]*)"|([A-Za-z_]\w*)|(==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]))/y;

/** Parses a metric math expression. */
export function parseMath(source: string): Expression {
  const cursor: Cursor = { source, tokens: tokens(source), at: 0 };
  const expression = level(cursor, 0);
  if (nextToken(cursor).kind !== 'end') throw unexpected(cursor, 'an operator or the end');
  return expression;
}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex + (source.slice(TOKEN.lastIndex).match(/^\s*/)?.[0].length ?? 0);
    const match = TOKEN.exec(source);
    if (!match)
      throw new Error(
        `expression '${source}' has an unexpected character at ${at + 1}: '${source.slice(at, end).trim()[0]}'`,
      );
    const [, number, single, double, name, symbol] = match;
    if (number !== undefined) found.push({ kind: 'number', text: number, at });
    else if (single !== undefined || double !== undefined)
      found.push({ kind: 'string', text: single ?? double ?? '', at });
    else if (name !== undefined) found.push({ kind: 'name', text: name, at });
    else found.push({ kind: 'symbol', text: symbol ?? '', at });
  }
  return [...found, { kind: 'end', text: '', at: end }];
}

function nextToken(cursor: Cursor): Token {
  return cursor.tokens[cursor.at] ?? { kind: 'end', text: '', at: cursor.source.length };
}

function take(cursor: Cursor, symbol: string): boolean {
  const token = nextToken(cursor);
  if (token.kind !== 'symbol' || token.text !== symbol) return false;
  cursor.at++;
  return true;
}

function expect(cursor: Cursor, symbol: string): void {
  if (!take(cursor, symbol)) throw unexpected(cursor, `'${symbol}'`);
}

function unexpected(cursor: Cursor, wanted: string): Error {
  const token = nextToken(cursor);
  const got = token.kind === 'end' ? 'the end' : `'${token.text}'`;
  return new Error(`expression '${cursor.source}' has ${got} at ${token.at + 1} where ${wanted} would be right`);
}

function operator(token: Token): Operator | undefined {
  if (token.kind !== 'symbol' && token.kind !== 'name') return undefined;
  if (token.text === '&&') return 'AND';
  if (token.text === '||') return 'OR';
  return LEVELS.flat().find((known) => known === token.text);
}

function level(cursor: Cursor, depth: number): Expression {
  const operators = LEVELS[depth];
  if (!operators) return unary(cursor);
  let left = level(cursor, depth + 1);
  for (
    let found = operator(nextToken(cursor));
    found && operators.includes(found);
    found = operator(nextToken(cursor))
  ) {
    cursor.at++;
    left = { kind: 'binary', operator: found, left, right: level(cursor, depth + 1) };
  }
  return left;
}

function unary(cursor: Cursor): Expression {
  if (take(cursor, '-')) return { kind: 'negate', operand: unary(cursor) };
  const base = primary(cursor);
  return take(cursor, '^') ? { kind: 'binary', operator: '^', left: base, right: unary(cursor) } : base;
}

function primary(cursor: Cursor): Expression {
  const token = nextToken(cursor);
  if (take(cursor, '(')) {
    const inner = level(cursor, 0);
    expect(cursor, ')');
    return inner;
  }
  if (take(cursor, '[')) return { kind: 'array', items: expressionsUntil(cursor, ']') };
  if (token.kind === 'symbol' || token.kind === 'end') throw unexpected(cursor, 'a value');
  cursor.at++;
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
  if (token.kind === 'string') return { kind: 'string', value: token.text };
  return take(cursor, '(')
    ? { kind: 'call', name: token.text, args: expressionsUntil(cursor, ')') }
    : { kind: 'name', name: token.text };
}

function expressionsUntil(cursor: Cursor, close: string): Expression[] {
  const items: Expression[] = [];
  if (take(cursor, close)) return items;
  do items.push(level(cursor, 0));
  while (take(cursor, ','));
  expect(cursor, close);
  return items;
}
