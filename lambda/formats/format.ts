/**
 * What a format is: how an object's bytes are framed, and how one frame becomes an entry. One file per format fills it
 * in.
 */

import type { Parsed } from '../catalogue/entry.ts';
import type { EntryOf, Family } from '../catalogue/metrics/index.ts';
import type { LineParser } from './layout.ts';

/** What a key says of its object; undefined where it does not. */
export interface KeyFacts {
  /** Owner of the load balancer, twelve digits. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** `app/name/id`, `net/name/id` or the name of a Classic Load Balancer. */
  readonly loadBalancer: string | undefined;
  /** End of the interval the object covers, milliseconds since 1970. */
  readonly end: number | undefined;
}

export const NO_FACTS: KeyFacts = { account: undefined, region: undefined, loadBalancer: undefined, end: undefined };

/** `owns` of a format whose keys are not known: only the setting `formatByPrefix` or the first line tells. */
export const NO_KEY = (): boolean => false;

export interface Format<F extends Family> {
  /** Name for settings, logs and `--format`. */
  readonly name: string;
  readonly family: F;
  /** ELB writes ASCII with escapes: latin1 keeps its bytes and decodes fastest. JSON is UTF-8. */
  readonly encoding: 'latin1' | 'utf8';
  /**
   * `lines`: one entry a line. `rows`: lines of fields, or JSON objects one a line or arranged otherwise. `records`:
   * JSON throughout. read/frames.ts cuts them.
   */
  readonly framing: 'lines' | 'rows' | 'records';
  /** Minutes of requests in one object, where AWS documents them; else an object may hold up to an hour. */
  readonly intervalMinutes?: number;
  /** Values and fields that this project does not know are counted as `SchemaDrift`. */
  readonly countsDrift?: boolean;
  /** Does the key (decoded; `basename` is its last part) name an object of this format? Formats are asked in order. */
  readonly owns: (key: string, basename: string) => boolean;
  /** Does the telling line of an object whose key does not tell look like this format? */
  readonly looksLike: (line: string) => boolean;
  readonly facts: (key: string, basename: string) => KeyFacts;
  /** What no other entry of the log has: repeats of it in one object are skipped. */
  identity?(entry: EntryOf[F]): string;
  /** A parser for one object; it may keep what header lines say. It never throws. */
  readonly parser: (facts: KeyFacts) => LineParser<Parsed<EntryOf[F]>>;
}

/** A format of one of the families, still tied to its own entries. */
export type AnyFormat<F extends Family = Family> = { readonly [K in F]: Format<K> }[F];
