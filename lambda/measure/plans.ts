/** The catalogue by dimension set: what a cell of each set measures, by form. */
import type { EntryOf, Family } from '../catalogue/entry.ts';
import type { DimensionSet, MetricDefinition } from '../catalogue/metrics/definition.ts';
import { CATALOGUE } from '../catalogue/metrics/index.ts';

/** Named metrics of one form, narrowed. */
export type MetricOf<E, Form> = {
  readonly name: string;
  readonly definition: Extract<MetricDefinition<E>, { readonly form: Form }>;
};

/** What a dimension set publishes, by form. */
export interface Plan<E> {
  readonly set: string;
  readonly names: readonly string[];
  readonly values: (entry: E) => readonly string[] | undefined;
  readonly rates: readonly MetricOf<E, 'Rate'>[];
  readonly tallies: readonly MetricOf<E, 'Tally'>[];
  readonly distributions: readonly MetricOf<E, 'Distribution'>[];
  readonly statistics: readonly MetricOf<E, 'StatisticSet'>[];
  readonly excesses: readonly MetricOf<E, 'Excess'>[];
}

export const PLANS: { readonly [F in Family]: readonly Plan<EntryOf[F]>[] } = {
  requests: plans(CATALOGUE.requests.sets, CATALOGUE.requests.metrics),
  connections: plans(CATALOGUE.connections.sets, CATALOGUE.connections.metrics),
  healthChecks: plans(CATALOGUE.healthChecks.sets, CATALOGUE.healthChecks.metrics),
  firewall: plans(CATALOGUE.firewall.sets, CATALOGUE.firewall.metrics),
  apiEvents: plans(CATALOGUE.apiEvents.sets, CATALOGUE.apiEvents.metrics),
};

function plans<E>(
  sets: Readonly<Record<string, DimensionSet<E>>>,
  metrics: Readonly<Record<string, MetricDefinition<E>>>,
): readonly Plan<E>[] {
  return Object.entries(sets).map(([set, { names, values }]) => {
    const rates: MetricOf<E, 'Rate'>[] = [];
    const tallies: MetricOf<E, 'Tally'>[] = [];
    const distributions: MetricOf<E, 'Distribution'>[] = [];
    const statistics: MetricOf<E, 'StatisticSet'>[] = [];
    const excesses: MetricOf<E, 'Excess'>[] = [];
    for (const [name, definition] of Object.entries(metrics)) {
      if (!definition.by.includes(set)) continue;
      if (definition.form === 'Rate') rates.push({ name, definition });
      else if (definition.form === 'Tally') tallies.push({ name, definition });
      else if (definition.form === 'Distribution') distributions.push({ name, definition });
      else if (definition.form === 'StatisticSet') statistics.push({ name, definition });
      else excesses.push({ name, definition });
    }
    return { set, names, values, rates, tallies, distributions, statistics, excesses };
  });
}
