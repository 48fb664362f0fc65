/**
 * An alarm on a Metrics Insights query with GROUP BY goes in; the state of each series, called a contributor, and of
 * the alarm comes out. As observed on the service; what was not observed is named where it is decided.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html
 */
import type { MetricAlarmDefinition } from './alarm-definition.ts';
import { type MetricGroup, metricGroups, select } from './insights.ts';
import type { InsightsQuery } from './insights-parse.ts';
import type { TimeGrid } from './math-values.ts';
import type { AlarmState } from './missing-data.ts';
import type { Outlook } from './outlook.ts';
import type { MetricStore } from './store.ts';
import { type StateDecision, verdictOn } from './verdict.ts';

export interface ContributorEvaluation extends StateDecision {
  /** The values of the keys of GROUP BY, which is what people know it by. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ContributorContext {
  readonly query: InsightsQuery;
  readonly grid: TimeGrid;
  readonly asOf: number | undefined;
  readonly previous: AlarmState;
  readonly previousContributors: ReadonlyMap<string, PreviousContributor>;
  /** With it, series that are OK and cannot breach are left out of the contributors. */
  readonly outlook: Outlook | undefined;
}

/** By name. One that was never in ALARM need not be there: it was OK. */
export type PreviousContributor = Pick<ContributorEvaluation, 'name' | 'attributes' | 'state'>;

/** The alarm is in ALARM while any contributor is. With no series at all it alone follows TreatMissingData. */
export function evaluateContributors(
  alarm: MetricAlarmDefinition,
  store: MetricStore,
  context: ContributorContext,
): StateDecision & { readonly contributors: readonly ContributorEvaluation[] } {
  const { query, grid, asOf, previous, previousContributors } = context;
  const groups = openGroups(context, metricGroups(query, store));
  const selected = select(query, store, { grid, asOf, groups }).map(({ attributes, series }): ContributorEvaluation => {
    const name = nameOf(attributes);
    // The first event of a contributor says that it came from OK.
    const before = previousContributors.get(name)?.state ?? 'OK';
    return Object.assign(verdictOn(alarm, series.values, { grid, previous: before }), { name, attributes });
  });
  const names = new Set(selected.map(({ name }) => name));
  const gone = [...previousContributors.values()].filter(({ name, state }) => state === 'ALARM' && !names.has(name));
  const contributors = [...selected, ...gone.map(goneContributor)];
  const allSelected = () => (context.outlook === undefined ? selected : select(query, store, { grid, asOf }));
  // What cannot breach stays OK, with data or without.
  const staysOk = context.outlook !== undefined && previous === 'OK';
  if (selected.length === 0 && !staysOk && allSelected().length === 0) {
    const { state } = verdictOn(alarm, [], { grid, previous });
    return {
      state,
      reason: `no time series was returned; treated as ${alarm.treatMissingData}`,
      datapoints: [],
      contributors,
    };
  }
  const firing = selected.filter(({ state }) => state === 'ALARM').length;
  return {
    state: firing > 0 ? 'ALARM' : 'OK',
    get reason() {
      return `${firing} out of ${allSelected().length} time series evaluated to ALARM`;
    },
    datapoints: [],
    contributors,
  };
}

/** Those that may breach, or do. Which of more groups than the limit are selected depends on all of them. */
function openGroups(context: ContributorContext, groups: readonly MetricGroup[]): readonly MetricGroup[] {
  const { outlook, grid, previousContributors, query } = context;
  if (outlook === undefined) return groups;
  const firing = [...previousContributors.values()].filter(({ state }) => state === 'ALARM');
  const names = new Set(firing.map(({ name }) => name));
  const open = groups.filter(
    ({ key, attributes }) => outlook.mayBreach(grid, key) || (names.size > 0 && names.has(nameOf(attributes))),
  );
  return open.length > 0 && groups.length > query.limit ? groups : open;
}

function nameOf(attributes: MetricGroup['attributes']): string {
  return Object.values(attributes).join(', ');
}

/** A series that is no longer selected is OK, no matter what TreatMissingData says. */
function goneContributor({ name, attributes }: PreviousContributor): ContributorEvaluation {
  return { name, attributes, state: 'OK', reason: 'no data was returned for this contributor', datapoints: [] };
}
