/** What the observer of every family is. */

import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import type { Config } from '../../config.ts';
import type { KeyFacts } from '../../formats/format.ts';
import type { LogLine } from '../../measure/ingested.ts';
import type { Outcomes } from '../../measure/outcomes.ts';
import type { Example, Examples, KeepsSlow } from '../examples.ts';
import type { Routes } from '../routes.ts';
import type { Services } from '../services.ts';
import type { CountedTargets } from '../targets.ts';

export interface ObserverOptions {
  readonly config: Config;
  readonly facts: KeyFacts;
  /** Keep the outcome of every request, not only of those that failed. */
  readonly everyOutcome: boolean;
  /** Asked of each slow request that would leave an example. */
  readonly keepsSlow: KeepsSlow | undefined;
}

export interface Observer<E> {
  /** Sets what the ingest has to add to an entry: these properties. */
  readonly observe: (entry: E) => void;
  readonly sets: readonly string[];
  readonly notes: () => readonly LogLine[];
  readonly drift: () => number;
  /** Of the requests family only. */
  readonly bulk?: RequestsInBulk;
}

/** What a reader works with that counts like entries together and observes only the first of them. */
export interface RequestsInBulk {
  readonly routes: Routes | undefined;
  readonly services: Services | undefined;
  readonly examples: Examples;
  /** A request that is counted in bulk may become an example. */
  readonly consider: (request: Example) => void;
  readonly outliers: CountedTargets;
  readonly outcomes: Outcomes;
  /** Does every request have a row in the outcomes, or only one that failed? */
  readonly everyOutcome: boolean;
  /** `times` more entries that are like `entry` in all that drift looks at. */
  readonly repeatDrift: (entry: RequestEntry, times: number) => void;
}
