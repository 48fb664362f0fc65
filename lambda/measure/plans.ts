/** The catalogue by dimension set: what a cell of each set measures, by form. */

import type { FamilyDefinition, MetricDefinition } from '../catalogue/metrics/definition.ts';
import type { EntryOf, Family } from '../catalogue/metrics/index.ts';
import { CATALOGUE } from '../catalogue/metrics/index.ts';
import { type Profile, setsIn } from '../catalogue/metrics/profiles.ts';

/** Named metrics of one form, narrowed. */
export type MetricOfForm<E, Form> = {
  readonly name: string;
  /** Among the metrics of its form in the plan, and so among the measures of a cell. */
  readonly place: number;
  readonly definition: Extract<MetricDefinition<E>, { readonly form: Form }>;
};

/** A metric of the form Rate or Excess: it says yes or no of an entry, or nothing. */
interface ShareOf<E> {
  readonly name: string;
  /** Among the shares of a cell: rates come first. */
  readonly place: number;
  readonly definition: MetricOfForm<E, 'Rate' | 'Excess'>['definition'];
}

/** What a dimension set publishes, by form. */
export interface Plan<E> {
  readonly set: string;
  readonly names: readonly string[];
  readonly values: (entry: E) => readonly string[] | undefined;
  readonly rates: readonly MetricOfForm<E, 'Rate'>[];
  readonly tallies: readonly MetricOfForm<E, 'Tally'>[];
  readonly distributions: readonly MetricOfForm<E, 'Distribution'>[];
  readonly statistics: readonly MetricOfForm<E, 'StatisticSet'>[];
  readonly excesses: readonly MetricOfForm<E, 'Excess'>[];
  /** The rates and the excesses: what a cell counts of both is the same. */
  readonly shares: readonly ShareOf<E>[];
}

type Plans = { [F in Family]?: readonly Plan<EntryOf[F]>[] };

const DEFINITIONS: { readonly [F in Family]: FamilyDefinition<EntryOf[F]> } = CATALOGUE;

/** Made when they are first asked for: a process needs those of one profile and a few families. */
const PLANS = new Map<Profile, Plans>();

/** What a profile publishes. */
export function plansOf<F extends Family>(family: F, profile: Profile): readonly Plan<EntryOf[F]>[] {
  const known: Plans = PLANS.get(profile) ?? {};
  PLANS.set(profile, known);
  const made: readonly Plan<EntryOf[F]>[] = known[family] ?? plans(DEFINITIONS[family], published(profile, family));
  known[family] = made as Plans[F];
  return made;
}

type IsPublished = (metric: { readonly name: string; readonly by: readonly string[] }, set: string) => boolean;

function published(profile: Profile, family: Family): IsPublished {
  return (metric, set) => setsIn(profile, family, metric).includes(set);
}

function plans<E>({ sets, metrics }: FamilyDefinition<E>, isPublished: IsPublished): readonly Plan<E>[] {
  return Object.entries(sets).map(([set, { names, values }]) => {
    const rates: MetricOfForm<E, 'Rate'>[] = [];
    const tallies: MetricOfForm<E, 'Tally'>[] = [];
    const distributions: MetricOfForm<E, 'Distribution'>[] = [];
    const statistics: MetricOfForm<E, 'StatisticSet'>[] = [];
    const excesses: MetricOfForm<E, 'Excess'>[] = [];
    for (const [name, definition] of Object.entries(metrics)) {
      if (!isPublished({ name, by: definition.by }, set)) continue;
      if (definition.form === 'Rate') rates.push({ name, place: rates.length, definition });
      else if (definition.form === 'Tally') tallies.push({ name, place: tallies.length, definition });
      else if (definition.form === 'Distribution')
        distributions.push({ name, place: distributions.length, definition });
      else if (definition.form === 'StatisticSet') statistics.push({ name, place: statistics.length, definition });
      else excesses.push({ name, place: excesses.length, definition });
    }
    const shares = [...rates, ...excesses].map(({ name, definition }, place) => ({ name, place, definition }));
    return { set, names, values, rates, tallies, distributions, statistics, excesses, shares };
  });
}
