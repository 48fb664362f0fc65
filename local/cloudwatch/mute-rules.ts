/**
 * Reads mute rules and says when they are active. A rule mutes the actions of its alarms, and not their states.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarmmuterule.html
 */
import { z } from 'zod';
import { alarmNameOf } from './composite.ts';
import { schemaProblem } from './schema-problem.ts';

export interface MuteRule {
  readonly name: string;
  /** Names. */
  readonly alarms: readonly string[];
  /** `cron(minute hour day month weekday)`, or `at(2026-12-24T18:00)`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly minutes: number;
}

/** Milliseconds since 1970; the end is the first moment that is not muted. */
export interface MuteWindow {
  readonly from: number;
  readonly to: number;
}

const properties = z.object({
  Rule: z.object({
    Schedule: z.object({ Expression: z.string(), Duration: z.string(), Timezone: z.string().default('UTC') }),
  }),
  MuteTargets: z.object({ AlarmNames: z.array(z.string()).default([]) }).default({ AlarmNames: [] }),
});

export function parseMuteRule(name: string, source: unknown): MuteRule {
  const result = properties.safeParse(source);
  if (!result.success) throw new Error(`mute rule '${name}': ${schemaProblem(result.error)}`);
  const { Rule, MuteTargets } = result.data;
  const { Expression: expression, Duration, Timezone: timeZone } = Rule.Schedule;
  const rule = { name, expression, timeZone, minutes: durationMinutes(name, Duration) };
  return { ...rule, alarms: MuteTargets.AlarmNames.map(alarmNameOf) };
}

/** Of `P1DT2H30M`. */
function durationMinutes(name: string, duration: string): number {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration) ?? [];
  const sum = Number(days ?? 0) * 1440 + Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (sum === 0) throw new Error(`mute rule '${name}': Duration is '${duration}': must be such as PT1H30M`);
  return sum;
}

const MINUTE = 60_000;

/** The windows that overlap a span, in order. */
export function muteWindows(rule: MuteRule, span: MuteWindow): readonly MuteWindow[] {
  const begins = beginOf(rule);
  const length = rule.minutes * MINUTE;
  const windows: MuteWindow[] = [];
  for (let at = Math.floor((span.from - length) / MINUTE) * MINUTE; at < span.to; at += MINUTE) {
    if (begins(at) && at + length > span.from) windows.push({ from: at, to: at + length });
  }
  return windows;
}

/** Whether a window begins at a minute. */
function beginOf({ name, expression, timeZone }: MuteRule): (at: number) => boolean {
  const clock = clockOf(timeZone);
  const [, kind, text = ''] = /^(at|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'at') return (at) => clock(at).text === text.slice(0, 16);
  const fields = text.split(' ');
  if (kind !== 'cron' || fields.length !== FIELDS.length)
    throw new Error(`mute rule '${name}': '${expression}' must be cron(minute hour day month weekday) or at(time)`);
  const [minute, hour, day, month, weekday] = FIELDS.map((field, at) => setOf(fields[at] ?? '', field, name));
  // As cron has it: where days and weekdays are both named, one of them suffices.
  const isEither = fields[2] !== '*' && fields[4] !== '*';
  return (at) => {
    const now = clock(at);
    const days = [day?.has(now.day) === true, weekday?.has(now.weekday) === true];
    const isDay = isEither ? days.some(Boolean) : days.every(Boolean);
    return isDay && minute?.has(now.minute) === true && hour?.has(now.hour) === true && month?.has(now.month) === true;
  };
}

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const FIELDS: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: WEEKDAYS },
];

/** The numbers that a field of a cron expression stands for: `*`, `5`, `1-5`, `MON,WED`, `0/15`. */
function setOf(text: string, field: Field, name: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to, step = '1'] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const first = from === '*' ? field.least : numberOf(from, field);
    const isOpen = from === '*' || (to === undefined && part.includes('/'));
    const last = isOpen ? field.most : numberOf(to ?? from, field);
    if (Number.isNaN(first + last) || Number(step) < 1)
      throw new Error(`mute rule '${name}': '${part}' in its cron expression is not modeled`);
    for (let value = first; value <= last; value += Number(step)) found.add(value);
  }
  return found;
}

function numberOf(text: string, { least, most, names }: Field): number {
  const at = names.indexOf(text.toUpperCase());
  const value = at >= 0 ? at + least : Number(text || Number.NaN);
  return value >= least && value <= most ? value : Number.NaN;
}

interface Clock {
  /** `2026-12-24T18:00`. */
  readonly text: string;
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  /** Sunday is 0. */
  readonly weekday: number;
}

function clockOf(timeZone: string): (at: number) => Clock {
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  return (at) => {
    const text = format.format(at).replace(' ', 'T');
    const local = new Date(`${text}Z`);
    return {
      ...{ text, minute: local.getUTCMinutes(), hour: local.getUTCHours(), day: local.getUTCDate() },
      ...{ month: local.getUTCMonth() + 1, weekday: local.getUTCDay() },
    };
  };
}
