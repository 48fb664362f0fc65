/**
 * The dashboard: rows in the order of the on-call's questions. Is it broken, who broke it, since when; why; where; how
 * slow; and whether these graphs can be believed. Metrics come from the catalogue only, thresholds from the alarms'
 * settings.
 */

import { Annotations } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  DashboardVariable,
  DefaultValue,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { Alarms } from '../alarms/alarms.ts';
import { alarmReads } from '../alarms/made-alarm.ts';
import { type CostLine, costText, INCIDENT_DOLLARS } from '../monitoring/bill.ts';
import { assumedText, type CostInput, dollarsOfOneMore, monthlyCost } from '../monitoring/cost.ts';
import { queriesOf } from '../monitoring/saved-queries.ts';
import { type MonitoringProps, scopeOf, subjectsOf } from '../monitoring/subject.ts';
import { causeWidgets } from './causes.ts';
import { excessRows } from './excess.ts';
import { familyRows, namesOf } from './families.ts';
import { healthRows } from './health.ts';
import { incidentRows } from './incidents.ts';
import { latencyRows } from './latency.ts';
import { pipelineRows } from './pipeline.ts';
import { placeRows } from './places.ts';
import { saveQueries } from './queries.ts';
import { isPublished, LOAD_BALANCER, search, type View } from './view.ts';

export interface DashboardProps extends MonitoringProps {
  readonly alarms: Alarms;
  /** Of the function that reports incidents; undefined where it is switched off. */
  readonly incidentLog: ILogGroup | undefined;
}

export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard;
  /** What all of this costs a month; told at synthesis too. */
  readonly cost: readonly CostLine[];
  /** What that is an estimate for, in words. */
  readonly costOf: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { families, logGroup, dashboardName } = props;
    const view = viewOf(props);
    const { all } = props.alarms;
    // The widget holds a hundred: those that notify come first, then those behind Page and Ticket, which say where.
    const shown = [
      ...all.filter(({ notice }) => notice === 'alone'),
      ...all.filter(({ notice }) => notice === 'together'),
    ];
    const hasRequests = families.includes('requests');
    this.dashboard = new CloudWatchDashboard(this, 'Resource', {
      dashboardName,
      variables: variables(view, props),
      widgets: [
        ...healthRows(
          view,
          shown.map(({ alarm }) => alarm),
        ),
        ...incidentRows(props.incidentLog),
        ...(hasRequests
          ? [...causeWidgets(view, logGroup), ...placeRows(view), ...excessRows(view), ...latencyRows(view)]
          : []),
        ...familyRows(view),
        ...pipelineRows(view, props),
      ].map((row) => [...row]),
    });
    saveQueries(this, queriesOf(families), { logGroup, dashboardName });
    const input = costInput(props);
    this.cost = monthlyCost(input);
    this.costOf = assumedText(input);
    const each = dollarsOfOneMore(input).toFixed(2);
    const incident =
      props.incidentLog === undefined ? '' : `\neach incident with a message: about $${INCIDENT_DOLLARS.toFixed(2)}`;
    Annotations.of(this).addInfo(
      `estimated cost of a month for ${this.costOf}, before traffic:\n${costText(this.cost)}\neach further load balancer that logs: $${each} (profile ${props.profile})${incident}`,
    );
  }
}

/** Load balancers that nobody named are counted as one. */
function costInput({
  families,
  formats,
  profile,
  targetGroups,
  routes,
  services,
  loadBalancers,
  alarms,
  incidentLog,
}: DashboardProps): CostInput {
  return {
    families,
    formats,
    profile,
    targetGroups,
    routes: routes.length,
    services: services.length,
    loadBalancers: Math.max(1, loadBalancers.length),
    alarms: alarmReads(alarms.all, incidentLog !== undefined),
  };
}

function viewOf(props: DashboardProps): View {
  const { settings, families, targetGroups, routes, services } = props;
  const has = { targetGroups, routes: routes.length > 0, services: services.length > 0 };
  return { scope: scopeOf(props), settings, families, ...has };
}

/** Load balancers are found by their metrics; the first one named in the settings is shown first. */
function variables({ scope }: View, props: DashboardProps): DashboardVariable[] {
  const found = props.families.flatMap((family) => searchOfLoadBalancers(scope, family))[0];
  const [first] = subjectsOf(props);
  if (found === undefined) return [];
  return [
    new DashboardVariable({
      id: 'loadBalancer',
      type: VariableType.PATTERN,
      value: LOAD_BALANCER,
      label: 'Load balancer',
      inputType: VariableInputType.SELECT,
      values: Values.fromSearch(betweenQuotes(found), 'LoadBalancer'),
      defaultValue: first?.loadBalancer === undefined ? DefaultValue.FIRST : DefaultValue.value(first.loadBalancer),
    }),
  ];
}

/** By the first metric of the family that every load balancer has. */
function searchOfLoadBalancers<F extends Family>(scope: View['scope'], family: F): readonly string[] {
  const name = namesOf(family).find((one) => isPublished(scope, [family, one], ['LoadBalancer']));
  return name === undefined ? [] : [search(scope, [family, name], { by: ['LoadBalancer'], statistic: 'Sum' })];
}

/** A variable replaces what is between the quotes of SEARCH. */
function betweenQuotes(search: string): string {
  return /'(.*?)'/.exec(search)?.[1] ?? search;
}
