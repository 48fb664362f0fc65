/**
 * The rule of a composite alarm and the states of the alarms it names -> true (ALARM) or false (OK).
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html (AlarmRule)
 */
import type { AlarmState } from './missing-data.ts';

export type AlarmRule =
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly rule: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly AlarmRule[] };

interface Cursor {
  readonly source: string;
  readonly tokens: readonly string[];
  at: number;
}

/** Parses an alarm rule. Alarms are named by name or ARN; either way the result holds the name. */
export function parseRule(source: string): AlarmRule {
  const cursor: Cursor = { source, tokens: tokens(source), at: 0 };
  const rule = either(cursor);
  if (cursor.at < cursor.tokens.length) throw unexpected(cursor, 'AND, OR, or the end');
  return rule;
}

/** True when the composite alarm is in ALARM. */
export function evaluateRule(rule: AlarmRule, stateOf: (alarm: string) => AlarmState): boolean {
  switch (rule.kind) {
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'constant':
      return rule.value;
    case 'not':
      return !evaluateRule(rule.rule, stateOf);
    case 'and':
      return rule.rules.every((part) => evaluateRule(part, stateOf));
    case 'or':
      return rule.rules.some((part) => evaluateRule(part, stateOf));
  }
}

/**
 * The rule as if the alarms that are not known were never in ALARM: those of an account, and those that cannot be
 * evaluated.
 */
export function withKnown(source: string, isKnown: (name: string) => boolean): string {
  return source.replace(/ALARM\("([^"]*)"\)/g, (whole, alarm: string) =>
    isKnown(alarmNameOf(alarm)) ? whole : 'FALSE',
  );
}

/** The names of the alarms that a rule asks for. */
export function alarmsIn(rule: AlarmRule): string[] {
  if (rule.kind === 'state') return [rule.alarm];
  if (rule.kind === 'not') return alarmsIn(rule.rule);
  return rule.kind === 'constant' ? [] : rule.rules.flatMap(alarmsIn);
}

function tokens(source: string): string[] {
  return source.match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
}

function unexpected(cursor: Cursor, wanted: string): Error {
  const got = cursor.tokens[cursor.at];
  return new Error(`alarm rule '${cursor.source}' has ${got ? `'${got}'` : 'its end'} where ${wanted} would be right`);
}

function take(cursor: Cursor, text: string): boolean {
  if (cursor.tokens[cursor.at] !== text) return false;
  cursor.at++;
  return true;
}

function either(cursor: Cursor): AlarmRule {
  const rules = [all(cursor)];
  while (take(cursor, 'OR')) rules.push(all(cursor));
  return rules.length === 1 && rules[0] ? rules[0] : { kind: 'or', rules };
}

function all(cursor: Cursor): AlarmRule {
  const rules = [factor(cursor)];
  while (take(cursor, 'AND')) rules.push(factor(cursor));
  return rules.length === 1 && rules[0] ? rules[0] : { kind: 'and', rules };
}

function factor(cursor: Cursor): AlarmRule {
  if (take(cursor, 'NOT')) return { kind: 'not', rule: factor(cursor) };
  if (take(cursor, 'TRUE')) return { kind: 'constant', value: true };
  if (take(cursor, 'FALSE')) return { kind: 'constant', value: false };
  if (take(cursor, '(')) {
    const inner = either(cursor);
    if (!take(cursor, ')')) throw unexpected(cursor, "')'");
    return inner;
  }
  const state = (['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const).find((known) => take(cursor, known));
  if (!state) throw unexpected(cursor, 'ALARM(…), OK(…), INSUFFICIENT_DATA(…), NOT, TRUE, FALSE or a parenthesis');
  if (!take(cursor, '(')) throw unexpected(cursor, "'('");
  const words: string[] = [];
  for (let next = cursor.tokens[cursor.at]; next !== undefined && next !== ')'; next = cursor.tokens[cursor.at]) {
    words.push(next);
    cursor.at++;
  }
  if (words.length === 0 || !take(cursor, ')')) throw unexpected(cursor, "an alarm's name and ')'");
  return { kind: 'state', state, alarm: alarmNameOf(words.join(' ').replaceAll('"', '')) };
}

/** The name of an alarm that is given by name or ARN. */
export function alarmNameOf(nameOrArn: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.*)$/.exec(nameOrArn.trim())?.[1] ?? nameOrArn.trim();
}
