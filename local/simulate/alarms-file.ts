/**
 * Alarms that people have: the output of `aws cloudwatch describe-alarms`, or a CloudFormation template as JSON, goes
 * in; definitions that can be played, and the reason for each that cannot, come out. A load balancer or target group
 * that only the account knows (a token of a template) stands for the only one that the logs have.
 */
import { z } from 'zod';
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import type { AlarmQuery, CompositeAlarmDefinition, MetricAlarmDefinition } from '../cloudwatch/alarm-definition.ts';
import { parseAlarm, parseCompositeAlarm } from '../cloudwatch/alarm-properties.ts';
import { alarmsIn, parseRule } from '../cloudwatch/composite.ts';
import { schemaProblem } from '../cloudwatch/schema-problem.ts';
import { type AlarmResource, alarmResources } from '../cloudwatch/template.ts';
import type { Played } from './played.ts';
import { type Simulation, simulate } from './simulation.ts';

export interface AlarmsFile {
  readonly alarms: readonly MetricAlarmDefinition[];
  readonly compositeAlarms: readonly CompositeAlarmDefinition[];
  /** Name of an alarm -> why it cannot be played. */
  readonly unread: ReadonlyMap<string, string>;
}

const described = z.object({
  MetricAlarms: z.array(z.looseObject({ AlarmName: z.string() })).default([]),
  CompositeAlarms: z.array(z.looseObject({ AlarmName: z.string() })).default([]),
});

/** Throws where the text is neither, or has no alarm. */
export function readAlarmsFile(text: string): AlarmsFile {
  const all = resourcesOf(parsedJson(text));
  if (all.length === 0)
    throw new Error('has no alarm: neither MetricAlarms nor Resources of type AWS::CloudWatch::Alarm');
  const alarms: MetricAlarmDefinition[] = [];
  const compositeAlarms: CompositeAlarmDefinition[] = [];
  const unread = new Map<string, string>();
  for (const { name, kind, properties } of all) {
    try {
      if (kind === 'composite') compositeAlarms.push(checkedRule(parseCompositeAlarm(name, properties())));
      else alarms.push(parseAlarm(name, withoutBands(properties())));
    } catch (error) {
      unread.set(name, failureText(error).replace(/^(?:composite )?alarm '[^']*':? ?/, ''));
    }
  }
  return { alarms, compositeAlarms, unread };
}

function checkedRule(alarm: CompositeAlarmDefinition): CompositeAlarmDefinition {
  parseRule(alarm.rule);
  return alarm;
}

const TAKE = 'take `aws cloudwatch describe-alarms`, or a template as `cdk synth --json` writes it';

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`is not JSON: ${TAKE}`);
  }
}

function resourcesOf(file: unknown): readonly AlarmResource[] {
  if (typeof file === 'object' && file !== null && 'Resources' in file) return alarmResources(file);
  const result = described.safeParse(file);
  if (!result.success) throw new Error(`is no file of alarms (${schemaProblem(result.error)}): ${TAKE}`);
  const { MetricAlarms, CompositeAlarms } = result.data;
  return [
    ...MetricAlarms.map((one) => ({ name: one.AlarmName, kind: 'metric', properties: () => one }) as const),
    ...CompositeAlarms.map((one) => ({ name: one.AlarmName, kind: 'composite', properties: () => one }) as const),
  ];
}

/** A band is no number to compare with. */
function withoutBands(properties: unknown): unknown {
  if (
    typeof properties === 'object' &&
    properties !== null &&
    'ThresholdMetricId' in properties &&
    properties.ThresholdMetricId
  )
    throw new Error('compares with an anomaly detection band, which is not modeled');
  return properties;
}

/** What the logs hold. */
interface Known {
  readonly loadBalancers: readonly string[];
  readonly targetGroups: readonly string[];
}

/** The same alarms, on the load balancer and target group of the logs where they name none that could be one. */
function placed(file: AlarmsFile, known: Known): AlarmsFile {
  const unread = new Map(file.unread);
  const alarms = file.alarms.flatMap((alarm) => {
    const queries = alarm.queries.map((query) => placedQuery(query, known));
    const missing = queries.map(absentFrom(known)).find((one) => one !== undefined);
    if (missing === undefined) return [{ ...alarm, queries }];
    unread.set(alarm.name, missing);
    return [];
  });
  return { ...file, alarms, unread };
}

const PLACES = [
  ['LoadBalancer', /^(?:app|net)\//, 'loadBalancers'],
  ['TargetGroup', /^targetgroup\//, 'targetGroups'],
] as const;

function placedQuery(query: AlarmQuery, known: Known): AlarmQuery {
  if (!('metric' in query)) return query;
  const dimensions = { ...query.metric.dimensions };
  for (const [name, real, of] of PLACES) {
    const [only, ...others] = known[of];
    const given = dimensions[name];
    if (given !== undefined && !real.test(given) && only !== undefined && others.length === 0) dimensions[name] = only;
  }
  return { ...query, metric: { ...query.metric, dimensions } };
}

function absentFrom(known: Known) {
  return (query: AlarmQuery): string | undefined => {
    if (!('metric' in query)) return undefined;
    for (const [name, , of] of PLACES) {
      const given = query.metric.dimensions[name];
      if (given !== undefined && !known[of].includes(given))
        return `these logs have no ${name} '${given}'; they have ${known[of].join(', ') || 'none'}`;
    }
    return undefined;
  };
}

/** Plays the alarms of a file against logs, each judged by the incidents of 5xx. */
export function simulateTheirs(
  file: AlarmsFile,
  played: Played,
  { errorPercent }: { readonly errorPercent: number },
): Simulation {
  const loadBalancers = [...played.minutes.keys()].filter((name) => name !== '');
  const groups = played.native.flatMap(({ Dimensions = [] }) =>
    Dimensions.filter(({ Name }) => Name === 'TargetGroup'),
  );
  const targetGroups = [...new Set(groups.flatMap(({ Value }) => Value ?? []))];
  const { alarms, compositeAlarms, unread: known } = placed(file, { loadBalancers, targetGroups });
  const unread = new Map(known);
  const read = compositeAlarms.flatMap(({ rule }) => alarmsIn(parseRule(rule)));
  const there = new Set([...alarms, ...compositeAlarms].map(({ name }) => name));
  // What a composite alarm reads and nobody can play is never in ALARM.
  const absent = [...new Set([...unread.keys(), ...read])].filter((name) => !there.has(name));
  for (const name of absent)
    if (!unread.has(name)) unread.set(name, 'is read by a composite alarm and not in the file');
  const lost = absent.map(
    (name): CompositeAlarmDefinition => ({ kind: 'composite', name, description: undefined, rule: 'FALSE' }),
  );
  const definitions = { dashboards: [], alarms, compositeAlarms: [...compositeAlarms, ...lost], muteRules: [] };
  const simulation = simulate(definitions, played, { errorPercent, byIncidents: true });
  const told = simulation.alarms.filter(({ name }) => !unread.has(name));
  return { ...simulation, alarms: told, notPlayed: new Map([...unread, ...simulation.notPlayed]) };
}
