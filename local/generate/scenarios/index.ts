/**
 * Seeds -> scenarios: each with its own estate, moment and place, and the log objects of an hour and three quarters.
 */
import { type ApiCall, cloudtrailRecord } from '../families/api-events.ts';
import type { LoadBalancerSpec } from '../load-balancer.ts';
import { type Random, random } from '../random.ts';
import { type GeneratedObject, traffic } from '../traffic.ts';
import { estate } from './estate.ts';
import { PLAYS, type PlayName } from './plays.ts';
import type { Play, Scenario, Stage } from './scenario.ts';

export const PLAY_NAMES = Object.keys(PLAYS).filter((name): name is PlayName => Object.hasOwn(PLAYS, name));

/** When the logs of a scenario begin, and how long they last. */
export const SCENARIO_START = Date.UTC(2026, 4, 4, 10, 0);
export const SCENARIO_MINUTES = 105;
const MINUTE = 60_000;

/** `seeds` scenarios of every kind. */
export function scenarios(seeds: number, first = 1): Scenario[] {
  return PLAY_NAMES.flatMap((name) => Array.from({ length: seeds }, (_, at) => scenario(name, first + at)));
}

export function scenario(name: PlayName, seed: number): Scenario {
  const r = random('scenario', name, seed);
  const stage = stageOf(name, r);
  const play: Play = PLAYS[name](stage);
  return {
    name,
    seed,
    routes: stage.estate.routes,
    // Every other scenario has none: what is right must not depend on names.
    services: play.services ?? (seed % 2 === 1 ? stage.estate.services : []),
    truths: play.truths,
    objects: () => objectsOf(stage, play, `${name} ${seed}`),
  };
}

/** From thin to busy; an incident of 8 to 30 minutes with an hour before it. */
function stageOf(name: PlayName, r: Random): Stage {
  const made = estate(r, 120 * 8 ** r.unit());
  const loadBalancers = made.loadBalancers.map((one) => fitted(one, name));
  const loadBalancer = loadBalancers[r.below(loadBalancers.length)];
  const targetGroup = loadBalancer?.targetGroups[r.below(loadBalancer.targetGroups.length)];
  if (loadBalancer === undefined || targetGroup === undefined)
    throw new Error('an estate has load balancers and target groups');
  return {
    r,
    estate: { ...made, loadBalancers },
    loadBalancer,
    targetGroup,
    startMinute: 50 + r.below(15),
    minutes: 8 + r.below(22),
  };
}

/**
 * A zone that fails takes three zones, throttling takes a function, and a service of two target groups takes a third
 * next to them.
 */
function fitted(spec: LoadBalancerSpec, name: PlayName): LoadBalancerSpec {
  const zoned = name === 'one zone' ? { zones: 3, targets: 6 } : {};
  const lambda = name.startsWith('Lambda') ? ({ type: 'lambda' } as const) : {};
  const groups = name.startsWith('service') ? withThird(spec.targetGroups) : spec.targetGroups;
  return { ...spec, targetGroups: groups.map((group) => ({ ...group, ...zoned, ...lambda })) };
}

function withThird(groups: LoadBalancerSpec['targetGroups']): LoadBalancerSpec['targetGroups'] {
  const [first] = groups;
  return groups.length > 2 || first === undefined ? groups : [...groups, { ...first, name: `${first.name}-more` }];
}

function* objectsOf({ estate: { loadBalancers, nodes } }: Stage, play: Play, seed: string): Generator<GeneratedObject> {
  yield* traffic({
    seed: seedOf(seed),
    start: new Date(SCENARIO_START),
    minutes: SCENARIO_MINUTES,
    loadBalancers: loadBalancers.map((one) => replaced(one, play)),
    ...{ nodes, incidents: play.incidents, clients: 300 },
    ...(play.volume === undefined ? {} : { volume: play.volume }),
  });
  for (const [minute, calls] of play.calls ?? []) yield trail(minute, calls, seed);
}

/** Numbers seed the traffic; the text of a scenario makes one. */
function seedOf(text: string): number {
  return random(text).below(2 ** 31);
}

function replaced(spec: LoadBalancerSpec, { replaced: groups, hosts }: Play): LoadBalancerSpec {
  return {
    ...spec,
    targetGroups: spec.targetGroups.map((group) => {
      const minute = groups?.get(group.name);
      const own = hosts?.get(group.name);
      return {
        ...group,
        ...(minute === undefined ? {} : { replacedAtMinute: minute }),
        ...(own === undefined ? {} : { hosts: own }),
      };
    }),
  };
}

/** One CloudTrail object with these calls, ten seconds apart. */
function trail(minute: number, calls: readonly ApiCall[], seed: string): GeneratedObject {
  const r = random('trail', seed);
  const at = SCENARIO_START + minute * MINUTE;
  const records = calls.map((call, index) => cloudtrailRecord(call, { r, minute, time: at + index * 10_000 }));
  const end = new Date(Math.ceil((at + 1) / (5 * MINUTE)) * 5 * MINUTE);
  const stamp = end.toISOString();
  const day = stamp.slice(0, 10).replaceAll('-', '/');
  const time = `${stamp.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const key = `AWSLogs/123456789012/CloudTrail/eu-central-1/${day}/123456789012_CloudTrail_eu-central-1_${time}_${r.hex(16)}.json.gz`;
  const plain = Buffer.from(`{"Records":[${records.join(',')}]}`);
  const expected = { lines: records.length, bytes: plain.length, outcomes: {}, counts: [] };
  return { key, plain, end, arrival: new Date(end.getTime() + 5 * MINUTE), expected };
}
