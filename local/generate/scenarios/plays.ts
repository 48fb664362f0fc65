/** The kinds of scenario: each takes its stage and says what goes wrong there and what is therefore true. */
import type { Cause } from '../../../lambda/catalogue/causes/index.ts';
import type { ApiCall } from '../families/api-events.ts';
import type { FailureName } from '../outcome.ts';
import { routeName } from './estate.ts';
import {
  addressesOf,
  atGroup,
  atLambda,
  atLoadBalancer,
  atOneTarget,
  type Facts,
  type FailureShares,
  failures,
  slowed,
  truth,
} from './play-parts.ts';
import type { Play, Stage } from './scenario.ts';
import { groupOfService, serviceByHost, serviceErrors, serviceSlow } from './service-plays.ts';

export const PLAYS = {
  'one target: errors': (stage) => atOneTarget(stage, 'TargetErrors', ['TargetError']),
  'one target: closes connections': (stage) => atOneTarget(stage, 'TargetReset', ['TargetClosedWhileWorking']),
  'one target: slow': slowTarget,
  'release: errors': (stage) => badRelease(stage, { TargetErrors: 0.15 + 0.5 * stage.r.unit() }, ['TargetError']),
  'release: timeouts': (stage) =>
    badRelease(stage, { TargetTimeout: 0.2 + 0.3 * stage.r.unit(), ClientClosed: 0.1 }, ['TargetTimeout']),
  'no healthy target': (stage) =>
    atGroup(stage, { NoHealthyTarget: 1 }, { causes: ['NoHealthyTarget'], origins: ['noTarget'] }),
  'slow dependency': slowDependency,
  'slow dependency of a route': slowRoute,
  'keep-alive race': (stage) =>
    atGroup(
      stage,
      { KeepAliveRace: 0.05 + 0.05 * stage.r.unit() },
      { causes: ['TargetClosedAtOnce'], origins: ['keepAlive'] },
    ),
  'expired certificate of targets': (stage) =>
    atGroup(stage, { ConnectReset: 1 }, { causes: ['TargetConnectionFailed'], origins: ['connection'] }),
  'Lambda: errors': (stage) => atLambda(stage, 'LambdaFailed', 'LambdaError'),
  'Lambda: throttled': (stage) => atLambda(stage, 'LambdaThrottled', 'LambdaThrottled'),
  'WAF: false positive on a route': wafFalsePositive,
  'WAF: down': (stage) =>
    atLoadBalancer(stage, { WafDown: 0.3 + 0.7 * stage.r.unit() }, { causes: ['WafUnavailable'], origins: ['waf'] }),
  'identity provider: down': (stage) =>
    atGroup(
      stage,
      { IdpTimeout: 0.3 + 0.5 * stage.r.unit() },
      { causes: ['IdpTimeout'], origins: ['identityProvider'] },
    ),
  'clients give up': (stage) =>
    atGroup(
      stage,
      { ClientClosed: 0.15 + 0.2 * stage.r.unit() },
      { kind: 'gaveUp', causes: ['ClientClosed'], origins: ['client', 'dependency'] },
    ),
  'one zone': oneZone,
  'one node': oneNode,
  'two at once': twoAtOnce,
  'errors under a flood of 403': (stage) => underFlood(stage, 'WafBlock'),
  'errors under a flood of 404': (stage) => underFlood(stage, 'ScannerNotFound'),
  'service of two target groups: errors': serviceErrors,
  'service of two target groups: slow': serviceSlow,
  'service by host in a shared target group': serviceByHost,
  'service of which one target group fails': groupOfService,
  'traffic collapses': collapse,
  'release: a route is gone': routeGone,
  quiet: () => ({ truths: [], incidents: [] }),
  'quiet: flood of 403': (stage) => flood(stage, 'WafBlock'),
  'quiet: flood of 404': (stage) => flood(stage, 'ScannerNotFound'),
  'quiet: traffic doubles': (stage) => ({ truths: [], incidents: [], volume: duringStage(stage, () => 2) }),
} as const satisfies Readonly<Record<string, (stage: Stage) => Play>>;

export type PlayName = keyof typeof PLAYS;

function slowTarget(given: Stage): Play {
  const stage = { ...given, minutes: Math.max(15, given.minutes) };
  const targetGroup = stage.targetGroup.name;
  const group = addressesOf(stage);
  const target = stage.r.below(group.addresses.length);
  const rest = { targetGroup, part: 'target', address: group.addresses[target] ?? '' } as const;
  return {
    truths: [truth(stage, { kind: 'slow', causes: [], origins: ['target'] }, rest)],
    incidents: [slowed(stage, 15 + stage.r.below(20), { targetGroup, target })],
  };
}

/** Calls of the API that a deployment makes, a minute before it shows. */
function deployment({ targetGroup, startMinute }: Stage, arn: string): ReadonlyMap<number, readonly ApiCall[]> {
  const requestParameters = { targetGroupArn: arn, targets: [{ id: '10.0.16.111', port: 8080 }] };
  const calls = ['RegisterTargets', 'DeregisterTargets'].map((eventName) => ({
    eventName,
    role: `deploy-${targetGroup.name}`,
    requestParameters,
  }));
  return new Map([[startMinute - 1, calls]]);
}

/**
 * All targets of a group are replaced and fail. One release in five leaves no call in CloudTrail, and one in five no
 * new address.
 */
function badRelease(stage: Stage, shares: FailureShares, causes: readonly Cause[]): Play {
  const { targetGroup, startMinute, r } = stage;
  const { arn } = addressesOf(stage);
  const isLogged = r.below(5) > 0;
  const isReplaced = !isLogged || r.below(5) > 0;
  // Without a call only new addresses tell, and only where those before were in the log.
  const origins = isLogged ? ['release'] : ['release', 'unclear'];
  return {
    ...atGroup(stage, shares, { causes, origins }),
    ...(isLogged ? { calls: deployment(stage, arn) } : {}),
    ...(isReplaced ? { replaced: new Map([[targetGroup.name, startMinute]]) } : {}),
  };
}

function routeGone(stage: Stage): Play {
  const { path, targetGroup } = busiestRoute(stage);
  const { arn } = addressesOf(stage);
  const facts: Facts = { kind: 'refused', causes: [], origins: ['release', 'unclear'] };
  return {
    truths: [truth(stage, facts, { targetGroup })],
    incidents: failures(stage, { RouteGone: 1 }, { targetGroup, path }),
    calls: deployment(stage, arn),
  };
}

function slowDependency(stage: Stage): Play {
  const targetGroup = stage.targetGroup.name;
  const facts: Facts = { causes: ['TargetTimeout'], origins: ['dependency'] };
  return {
    truths: [truth(stage, facts, { targetGroup })],
    incidents: [
      ...failures(stage, { TargetTimeout: 0.1 + 0.2 * stage.r.unit(), ClientClosed: 0.08 }, { targetGroup }),
      slowed(stage, 10 + stage.r.below(10), { targetGroup }),
    ],
  };
}

/** The most requested route of the target group, which has others too. */
function busiestRoute({ targetGroup }: Stage): {
  readonly path: string;
  readonly route: string;
  readonly targetGroup: string;
} {
  const routes = targetGroup.routes ?? [];
  const [first] = routes.toSorted((left, right) => (right.weight ?? 1) - (left.weight ?? 1));
  const path = (first?.path ?? '/').replace('{id}', '');
  return { path, route: routeName(path), targetGroup: targetGroup.name };
}

function slowRoute(stage: Stage): Play {
  const { path, route, targetGroup } = busiestRoute(stage);
  const facts: Facts = { causes: ['TargetTimeout'], origins: ['dependency'] };
  return {
    truths: [truth(stage, facts, { targetGroup, route })],
    incidents: failures(stage, { TargetTimeout: 0.25 + 0.5 * stage.r.unit() }, { targetGroup, path }),
  };
}

function wafFalsePositive(stage: Stage): Play {
  const { path, route, targetGroup } = busiestRoute(stage);
  const facts: Facts = { kind: 'refused', causes: ['WafBlocked'], origins: ['waf'] };
  return {
    truths: [truth(stage, facts, { route })],
    incidents: failures(stage, { WafFalsePositive: 0.6 + 0.4 * stage.r.unit() }, { targetGroup, path }),
  };
}

/** The targets of one zone cannot be reached; its group has at least three of them in three zones. */
function oneZone(stage: Stage): Play {
  const targetGroup = stage.targetGroup.name;
  const { zones = 1 } = stage.targetGroup;
  const zone = stage.r.below(zones);
  const facts: Facts = { causes: ['TargetConnectTimeout'], origins: ['zone'] };
  const subnet = `10.0.${addressesOf(stage).addresses[zone]?.split('.')[2] ?? ''}.`;
  return {
    truths: [truth(stage, facts, { targetGroup, part: 'zone', address: subnet })],
    incidents: failures(stage, { ConnectTimeout: 0.5 + 0.5 * stage.r.unit() }, { targetGroup, zone }),
  };
}

function oneNode(stage: Stage): Play {
  const node = stage.r.below(stage.estate.nodes);
  const index = stage.estate.loadBalancers.indexOf(stage.loadBalancer);
  const facts: Facts = { causes: ['TargetConnectTimeout'], origins: ['node'] };
  const address = `10.0.${index + 1}.${node + 11}`;
  return {
    truths: [truth(stage, facts, { part: 'node', address })],
    incidents: failures(stage, { ConnectTimeout: 0.2 + 0.3 * stage.r.unit() }, { node }),
  };
}

/**
 * Two that have nothing to do with each other: other load balancers or target groups, other causes, overlapping in
 * time.
 */
function twoAtOnce(stage: Stage): Play {
  const { estate, r, loadBalancer, targetGroup } = stage;
  const isElsewhere = r.below(2) === 0;
  const other = isElsewhere ? (estate.loadBalancers.find((one) => one !== loadBalancer) ?? loadBalancer) : loadBalancer;
  const group = other.targetGroups.find((one) => one !== targetGroup) ?? targetGroup;
  const second = { ...stage, loadBalancer: other, targetGroup: group, startMinute: stage.startMinute + r.below(8) };
  const plays = [PLAYS['release: errors'](stage), slowDependency(second)];
  return {
    truths: plays.flatMap(({ truths }) => truths),
    incidents: plays.flatMap(({ incidents }) => incidents),
    ...(plays[0]?.calls === undefined ? {} : { calls: plays[0].calls }),
    ...(plays[0]?.replaced === undefined ? {} : { replaced: plays[0].replaced }),
  };
}

function duringStage({ loadBalancer, startMinute, minutes }: Stage, factor: (minute: number) => number) {
  return (name: string, minute: number): number =>
    name === loadBalancer.name && minute >= startMinute && minute < startMinute + minutes ? factor(minute) : 1;
}

/** So many times the usual requests come from scanners on top. */
function flood(stage: Stage, failure: FailureName): Play {
  const times = 0.5 + 2 * stage.r.unit();
  return {
    truths: [],
    incidents: failures(stage, { [failure]: times / (1 + times) }),
    volume: duringStage(stage, () => 1 + times),
  };
}

/** The flood takes a request first or last, no matter what else would become of it. */
function underFlood(stage: Stage, failure: FailureName): Play {
  const target = badRelease(stage, { TargetErrors: 0.15 + 0.4 * stage.r.unit() }, ['TargetError']);
  const flooded = flood(stage, failure);
  return { ...target, ...flooded, truths: target.truths, incidents: [...target.incidents, ...flooded.incidents] };
}

function collapse(stage: Stage): Play {
  const left = 0.05 * stage.r.unit();
  return {
    truths: [truth(stage, { kind: 'traffic', causes: [], origins: ['traffic'] })],
    incidents: [],
    volume: duringStage({ ...stage, minutes: Math.max(10, stage.minutes) }, () => left),
  };
}
