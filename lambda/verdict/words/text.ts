/**
 * Numbers, times and names of a verdict as people read them. Times are UTC, because anyone who reads an email may be
 * anywhere.
 */
import { counted } from '../../catalogue/figures.ts';

/** `app/shop/0123` and `targetgroup/shop-web/0123` -> the name alone; anything else stays as it is. */
export function shortName(name: string): string {
  const [kind, short] = name.split('/');
  return short !== undefined && ['app', 'net', 'gwy', 'targetgroup'].includes(kind ?? '') ? short : name;
}

/** `18:53`; with the day where it is another than that of `beside`. */
export function utcClock(at: number, beside = at): string {
  const text = new Date(at).toISOString();
  const isSameDay = text.slice(0, 10) === new Date(beside).toISOString().slice(0, 10);
  return isSameDay ? text.slice(11, 16) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
}

/** `0.7 s`, `15 s`, `120 ms`. */
export function inSeconds(value: number): string {
  if (value < 0.9995) return `${Math.round(value * 1000)} ms`;
  return value < 9.95 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

/** `50 seconds`, `4 minutes`, `2 hours`. */
export function duration(millis: number): string {
  const all = Math.round(millis / 1000);
  if (all < 120) return counted(all, 'second');
  const minutes = Math.round(all / 60);
  return minutes < 120 ? counted(minutes, 'minute') : `${(minutes / 60).toFixed(1).replace(/\.0$/, '')} hours`;
}

/** `a`, `a and b`, `a, b and c`; past `most`, `a, b and 7 more`. */
export function listed(items: readonly string[], most = 4): string {
  const shown = items.length <= most ? items : [...items.slice(0, most - 1), `${items.length - most + 1} more`];
  if (shown.length <= 1) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Who called, as short as a person would say it: the role of an assumed role, the user, the service. */
export function caller(who: string): string {
  return /:assumed-role\/([^/]+)/.exec(who)?.[1] ?? /:(?:user|role)\/(?:.*\/)?([^/]+)$/.exec(who)?.[1] ?? who;
}

/**
 * What is said where no incident was found: requests that fail without an incident are no rare thing, and a reader who
 * sees them below must not read that nothing failed.
 */
export function noIncidentText(failed: number): string {
  return failed === 0
    ? 'no request failed, and nothing slowed down or went missing.'
    : 'the failed requests are too few, or too evenly spread over time, to be an incident.';
}
