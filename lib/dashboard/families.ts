/**
 * Rows made by walking the catalogue: one graph for each metric, drawn as its form wants. All families but requests,
 * and what the rows of requests leave over, so that a metric added to the catalogue is drawn with no edit here.
 */

import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { FamilyDefinition, MetricDefinition } from '../../lambda/catalogue/metrics/definition.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { familyMetric, type MetricOf } from '../monitoring/metric.ts';
import type { AlarmSettings } from '../settings/types.ts';
import { alarmLine, COLORS, COLUMNS, graph, inPercent, SELECTED, searched, type View } from './view.ts';

/** Metrics of requests that the rows above have drawn by hand. */
const DRAWN_BY_HAND: readonly MetricOf<'requests'>[] = [
  'Elb5xx',
  'ExcessErrors',
  'SlowRequests',
  'ExcessSlow',
  'Elb4xx',
  'Target5xx',
  'Target4xx',
  'ElbStatusCode',
  'TargetStatusCode',
  'RequestProcessingTime',
  'TargetProcessingTime',
  'ResponseProcessingTime',
  'RequestTime',
  'TimeToFirstByte',
  'ErrorCause',
  'ReceivedBytes',
  'SentBytes',
];

/** Thresholds that are percentages of a rate. */
const THRESHOLDS: Readonly<
  Record<string, readonly [alarm: string, setting: 'tlsFailurePercent' | 'wafBlockedPercent']>
> = {
  TlsHandshakeFailed: ['TlsHandshakes', 'tlsFailurePercent'],
  WafBlocked: ['WafBlocked', 'wafBlockedPercent'],
};

export function familyRows(view: View): readonly (readonly IWidget[])[] {
  return view.families.flatMap((family) => {
    const names = namesOf(family).filter((name) => family !== 'requests' || !isDrawnByHand(name));
    const rows = Math.ceil(names.length / 4);
    return Array.from({ length: rows }, (_, row) => {
      const inRow = names.slice(Math.floor((row * names.length) / rows), Math.floor(((row + 1) * names.length) / rows));
      return inRow.map((name) => metricGraph(view, [family, name], COLUMNS / inRow.length));
    });
  });
}

export function namesOf<F extends Family>(family: F): readonly MetricOf<F>[] {
  const isName = (name: string): name is MetricOf<F> => name in CATALOGUE[family].metrics;
  return Object.keys(CATALOGUE[family].metrics).filter(isName);
}

function isDrawnByHand(name: string): boolean {
  return DRAWN_BY_HAND.some((drawn) => drawn === name);
}

function metricGraph<F extends Family>(view: View, metric: readonly [F, MetricOf<F>], width: number): IWidget {
  const [family, name] = metric;
  const { title, metrics, sets }: FamilyDefinition<never> = CATALOGUE[family];
  const definition = metrics[name];
  if (definition === undefined) throw new Error(`${name} is no metric of ${family}`);
  // The narrowest set of few members: its members side by side, those of the selected load balancer where there is one.
  const by = sets[definition.by.at(-1) ?? '']?.names ?? [];
  const selected = by.includes('LoadBalancer');
  const place = selected ? ', selected' : '';
  const common = { width, stacked: definition.form === 'Tally' };
  switch (definition.form) {
    case 'Tally': {
      const tally = searched(view.scope, metric, { by: [...by, definition.label], statistic: 'Sum', selected });
      return graph({
        ...common,
        title: `${title}: ${name} by ${definition.label}${place}`,
        left: [tally],
        leftUnit: definition.unit.toLowerCase(),
      });
    }
    case 'Rate': {
      const threshold = thresholdOf(name, view.settings);
      return graph({
        ...common,
        title: `${title}: ${name}, share`,
        left: shares(view, metric, definition),
        leftUnit: '%',
        threshold,
      });
    }
    default: {
      const statistics = definition.form === 'Distribution' ? ['p50', 'p90', 'p99'] : [definition.statistic];
      const left = statistics.map((statistic) => searchOrSelected(view, metric, { by, statistic }));
      return graph({ ...common, title: `${title}: ${name}${place}`, left, leftUnit: definition.unit.toLowerCase() });
    }
  }
}

/** Of all, of the selected load balancer, and of the members of the narrowest set. */
function shares<F extends Family>(
  { scope }: View,
  metric: readonly [F, MetricOf<F>],
  { by }: Pick<MetricDefinition<never>, 'by'>,
): readonly IMetric[] {
  const { sets }: FamilyDefinition<never> = CATALOGUE[metric[0]];
  const average = (dimensions: Readonly<Record<string, string>>) =>
    familyMetric(scope, metric, { dimensions, statistic: 'Average' });
  return by.flatMap((set) => {
    const names = sets[set]?.names ?? [];
    if (names.length === 0) return [inPercent('all', average({}), ['all', COLORS.clients])];
    if (names.join() === 'LoadBalancer')
      return [inPercent('selected', average(SELECTED), ['selected', COLORS.loadBalancer])];
    return [
      searched(scope, metric, {
        by: names,
        statistic: 'Average',
        selected: names.includes('LoadBalancer'),
        percent: true,
      }),
    ];
  });
}

function searchOrSelected<F extends Family>(
  { scope }: View,
  metric: readonly [F, MetricOf<F>],
  { by, statistic }: { readonly by: readonly string[]; readonly statistic: string },
): IMetric {
  if (by.join() === 'LoadBalancer')
    return familyMetric(scope, metric, { dimensions: SELECTED, statistic, label: statistic });
  if (by.length === 0) return familyMetric(scope, metric, { statistic, label: statistic });
  return searched(scope, metric, { by, statistic, selected: by.includes('LoadBalancer') });
}

function thresholdOf(name: string, settings: AlarmSettings) {
  const threshold = THRESHOLDS[name];
  if (threshold === undefined) return undefined;
  const [alarm, setting] = threshold;
  return alarmLine(settings[setting], `Alarm ${alarm}: ${settings[setting]} %`);
}
