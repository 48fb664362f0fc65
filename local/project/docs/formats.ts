/** The generated parts of docs/formats.md: which formats there are, and what each family measures. */

import type { DimensionSet, MetricDefinition } from '../../../lambda/catalogue/metrics/definition.ts';
import { CATALOGUE, FAMILIES } from '../../../lambda/catalogue/metrics/index.ts';
import { NO_KEY } from '../../../lambda/formats/format.ts';
import { FORMATS } from '../../../lambda/formats/index.ts';
import type { DocumentSections } from './sections.ts';

export const FORMATS_SECTIONS: DocumentSections = { formats: formatsTable, metrics: metricsTables };

function formatsTable(): string {
  const rows = FORMATS.map(({ name, family, owns }) => {
    const knownBy = owns === NO_KEY ? 'the setting `formatByPrefix`' : 'its key';
    return `| [${name}](#${name}) | \`${family}\` | ${knownBy} |`;
  });
  return ['| format | family | known by |', '|---|---|---|', ...rows].join('\n');
}

function metricsTables(): string {
  return FAMILIES.map((family) => {
    const { title, sets, metrics }: Anything = CATALOGUE[family];
    const rows = Object.entries(metrics).map(([name, metric]) => metricRow(name, metric, sets));
    return [`### ${title}`, ['| metric | form | dimensions | meaning |', '|---|---|---|---|', ...rows].join('\n')].join(
      '\n\n',
    );
  }).join('\n\n');
}

/** The catalogue of one family, where what its entries are does not matter. */
interface Anything {
  readonly title: string;
  readonly sets: Readonly<Record<string, DimensionSet<never>>>;
  readonly metrics: Readonly<Record<string, MetricDefinition<never>>>;
}

function metricRow(name: string, metric: MetricDefinition<never>, sets: Anything['sets']): string {
  const label = metric.form === 'Tally' ? [metric.label] : [];
  const dimensions = metric.by.map((set) => [...(sets[set]?.names ?? []), ...label].join('+') || 'none');
  return `| \`${name}\` | ${FORMS[metric.form]} | ${dimensions.join(', ')} | ${metric.meaning} |`;
}

const FORMS: Readonly<Record<MetricDefinition<never>['form'], string>> = {
  Rate: 'rate',
  Tally: 'tally',
  Distribution: 'distribution (percentiles)',
  StatisticSet: 'statistic set',
  Excess: '[excess](alarms.md#errors-beyond-what-is-allowed)',
};
