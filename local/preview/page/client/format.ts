/** Numbers and times as a person reads them. */
import { count } from '../../../../lambda/catalogue/figures.ts';
import { zone } from './preferences.ts';

/** At most three digits that matter, large numbers with their unit: 0.0213, 17.4, 1,240, 56.1 k. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${significant(value / 1e9)} G`;
  if (size >= 1e6) return `${significant(value / 1e6)} M`;
  if (size >= 1e5) return `${significant(value / 1e3)} k`;
  if (size >= 100) return count(value);
  return significant(value);
}

/** Made once: it takes longer to make than to use a hundred times. */
const SIGNIFICANT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

function significant(value: number): string {
  return SIGNIFICANT.format(value);
}

/** A value of a graph with its unit: seconds below one as milliseconds, bytes in thousands. */
export function withUnit(value: number, unit: string): string {
  if (unit === 's') return secondsWithUnit(value);
  if (unit === 'B') return bytesWithUnit(value);
  return unit === '' ? short(value) : `${short(value)} ${unit}`;
}

export function secondsWithUnit(value: number): string {
  if (value === 0) return '0 s';
  return Math.abs(value) < 1 ? `${significant(value * 1000)} ms` : `${significant(value)} s`;
}

/** Enough digits to tell 0.04 % from 0.05 %, not more. */
export function asPercent(share: number): string {
  const value = 100 * share;
  if (value === 0) return '0 %';
  if (value < 0.01) return '< 0.01 %';
  return `${value.toLocaleString('en-US', { maximumFractionDigits: value < 1 ? 2 : 1 })} %`;
}

export function dollars(value: number): string {
  return value.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}

export function bytesWithUnit(value: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  return `${significant(value / 1000 ** power)} ${units[power] ?? ''}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const timeZone = zone() === 'utc' ? 'UTC' : undefined;
  const key = JSON.stringify([options, timeZone]);
  const known =
    formatters.get(key) ??
    new Intl.DateTimeFormat('en-GB', { ...options, hourCycle: 'h23', ...(timeZone && { timeZone }) });
  formatters.set(key, known);
  return known;
}

export function clock(millis: number): string {
  return formatter({ hour: '2-digit', minute: '2-digit' }).format(millis);
}

export function clockWithSeconds(millis: number): string {
  return formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(millis);
}

/** With the year where it is not this one. */
export function day(millis: number): string {
  const isThisYear = new Date(millis).getFullYear() === new Date().getFullYear();
  return formatter({ day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) }).format(millis);
}

export function dayAndClock(millis: number): string {
  return `${day(millis)}, ${clock(millis)}`;
}

/** `21 Nov, 09:00 – 12:05`: the day once where it is the same, the year with both where they differ. */
export function span(from: number, to: number): string {
  if (day(from) === day(to)) return `${dayAndClock(from)} – ${clock(to)}`;
  const years = [from, to].map((millis) => formatter({ year: 'numeric' }).format(millis));
  if (years[0] === years[1]) return `${dayAndClock(from)} – ${dayAndClock(to)}`;
  return [from, to].map((millis) => `${dayWithYear(millis)}, ${clock(millis)}`).join(' – ');
}

function dayWithYear(millis: number): string {
  return formatter({ day: 'numeric', month: 'short', year: 'numeric' }).format(millis);
}

export function zoneName(): string {
  if (zone() === 'utc') return 'UTC';
  const parts = formatter({ timeZoneName: 'short' }).formatToParts(new Date());
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local time';
}

export function periodName(seconds: number): string {
  if (seconds < 3600) return `${seconds / 60} min`;
  return seconds < 86_400 ? `${seconds / 3600} h` : `${seconds / 86_400} d`;
}

export function shortDuration(millis: number): string {
  const total = Math.round(millis / 60_000);
  const [hours, rest] = [Math.floor(total / 60), total % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
