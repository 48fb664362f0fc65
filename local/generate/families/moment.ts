/** A moment of the story and the chance in it: what every writer of a line is given. */
import type { Client } from '../clients.ts';
import type { Random } from '../random.ts';

export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Minutes since the story began. */
  readonly minute: number;
  readonly r: Random;
  /** Who asks, where it matters that a log has as many clients as a real one; else a few addresses and one program. */
  readonly client?: Client;
}

export function pick<Item>(r: Random, items: readonly [Item, ...Item[]]): Item {
  return items[r.below(items.length)] ?? items[0];
}

/** Is the moment in the minutes `from` (included) to `to` (excluded)? */
export function during({ minute }: Moment, from: number, to: number): boolean {
  return minute >= from && minute < to;
}

/** `2026-05-04T10:00:00.123000Z` */
export function microTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '000Z');
}

/** `2026-05-04T10:00:00` */
export function secondTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}

/** An address reserved for benchmarks (RFC 2544). */
export function address({ r, client }: Moment): string {
  return client?.address ?? `198.18.${r.below(4)}.${1 + r.below(200)}`;
}

export function port({ r, client }: Moment): number {
  return client?.port ?? 1024 + r.below(60_000);
}

export function userAgent({ client }: Moment, usual: string): string {
  return client?.userAgent ?? usual;
}
