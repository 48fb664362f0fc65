/** What a metric and a family of logs are in the catalogue. */

/**
 * How observations of one minute become a datum:
 * - `Rate`: statistic set of 0 and 1 over all entries (but those it observes as undefined). Sum = count, Average =
 *   rate, SampleCount = entries. Written when Sum is 0.
 * - `Tally`: one count for each value that occurred, the value being a further dimension named `label`.
 * - `Distribution`: Values and Counts, so percentiles work.
 * - `StatisticSet`: SampleCount, Sum, Minimum, Maximum.
 * - `Excess`: one number, how many entries were observed as true beyond the share that is allowed, over a few minutes
 *   together and less what chance does. Worked out once for each object, then only added (measure/excess.ts).
 */
export type MetricDefinition<E> = {
  /** Dimension sets, keys of the family's `sets`. */
  readonly by: readonly string[];
  /** The statistic a reader wants first. */
  readonly statistic: string;
  /** One sentence for people: what is measured. */
  readonly meaning: string;
  /**
   * Names of the only formats that log it, where that is no log of an AWS load balancer: without them it makes no
   * series.
   */
  readonly formats?: readonly string[];
} & (
  | { readonly form: 'Rate'; readonly unit: 'Count'; readonly observe: (entry: E) => boolean | undefined }
  | {
      readonly form: 'Tally';
      readonly unit: 'Count';
      readonly label: string;
      /** What the entries do that are observed as undefined; absent where they only lack the value. */
      readonly others?: string;
      readonly observe: (entry: E) => string | readonly string[] | undefined;
    }
  | { readonly form: 'Distribution'; readonly unit: Quantity; readonly observe: (entry: E) => number | undefined }
  | { readonly form: 'StatisticSet'; readonly unit: Quantity; readonly observe: (entry: E) => number | undefined }
  | {
      readonly form: 'Excess';
      readonly unit: 'Count';
      /** Which share is allowed; entries that are observed as undefined are in no share. */
      readonly allowed: AllowedShare;
      readonly minutesTogether: number;
      /** Standard deviations of chance that are subtracted. */
      readonly deviations: number;
      readonly observe: (entry: E) => boolean | undefined;
    }
);

/** Settings that say which share of the requests of a subject may go wrong, in percent. */
type AllowedShare = 'errorPercent' | 'slowPercent';

type Quantity = 'Seconds' | 'Bytes';

/** Names of a set's dimensions, and their values for an entry; undefined where the entry does not belong to the set. */
export interface DimensionSet<E> {
  readonly names: readonly string[];
  readonly values: (entry: E) => readonly string[] | undefined;
}

export interface FamilyDefinition<E> {
  readonly title: string;
  readonly sets: Readonly<Record<string, DimensionSet<E>>>;
  readonly metrics: Readonly<Record<string, MetricDefinition<E>>>;
}

/** The values of a set without dimensions. */
export const NO_VALUES: readonly string[] = [];
/** The value that takes what exceeds the cap on series, and requests that match no route. */
export const OTHER = 'Other';

/** Seconds of one period; timestamps are floored to it. */
export const PERIOD_SECONDS = 60;
