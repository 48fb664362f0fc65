/** The diagnosis of a whole made-up incident, against what the generator says happened (it counts without parsing). */
import { describe, expect, test } from 'vitest';
import type { Cause } from '../../../lambda/catalogue/causes/index.ts';
import { cause } from '../../../lambda/diagnosis/cause.ts';
import { drift } from '../../../lambda/diagnosis/drift.ts';
import { type TargetOutlier, worstTargets } from '../../../lambda/diagnosis/outliers.ts';
import { compileRoutes } from '../../../lambda/diagnosis/routes.ts';
import { createCountedTargets, observeTarget } from '../../../lambda/diagnosis/targets.ts';
import { parseAlbAccess } from '../../../lambda/formats/alb-access.ts';
import { mergeExpected } from '../../../local/generate/expected.ts';
import { sampleIncidentOptions } from '../../../local/generate/sample-incident.ts';
import { traffic } from '../../../local/generate/traffic.ts';
import { rounds } from '../../support/rounds.ts';

/** Outcome of the generator -> cause, but for 5xx of targets, which its counts have; others need no explanation. */
const CAUSE_OF: Readonly<Record<string, Cause>> = {
  TargetReset: 'TargetClosedWhileWorking',
  ConnectReset: 'TargetConnectionFailed',
  NoHealthyTarget: 'NoHealthyTarget',
  TargetTimeout: 'TargetTimeout',
  ConnectTimeout: 'TargetConnectTimeout',
  ClientClosed: 'ClientClosed',
  WafBlock: 'WafBlocked',
  WafUnavailable: 'WafUnavailable',
  FixedResponse: 'FixedResponse',
  LoginFailed: 'AuthFailed',
  LoginUnavailable: 'IdpError',
  LambdaFailure: 'LambdaError',
  Malformed: 'MalformedRequest',
  Desync: 'DesyncBlocked',
  ClientIdle: 'RequestTimeout',
  UriTooLong: 'RequestTooLarge',
  TooManyForwardedFor: 'XForwardedForTooLong',
  ProtocolMismatch: 'ProtocolMismatch',
  TargetResetStream: 'Http2StreamReset',
};

const ROUTES = compileRoutes([
  { name: 'payment', method: 'POST', path: '/checkout/:id/payment' },
  { name: 'checkout', path: '/checkout/*' },
  { name: 'partners', host: 'api.example.com' },
]);

const STORY = sampleIncidentOptions(new Date('2026-11-21T04:07:30Z'));
/** The story has each of its parts at any rate; test/local/commands/verdict.test.ts reads all of it. */
const PART = rounds(3, 1);
const loadBalancers = STORY.loadBalancers.map((one) => ({ ...one, requestsPerMinute: one.requestsPerMinute / PART }));

function diagnose() {
  const causes = new Map<string, number>();
  const routes = new Map<string, number>();
  const worst: TargetOutlier[] = [];
  const objects = [...traffic({ ...STORY, loadBalancers })];
  let drifted = 0;
  for (const { plain } of objects) {
    const outliers = createCountedTargets();
    for (const line of plain.toString('latin1').split('\n')) {
      const entry = parseAlbAccess(line);
      if (typeof entry === 'string') continue;
      const found = cause(entry);
      if (found !== undefined) causes.set(found, (causes.get(found) ?? 0) + 1);
      const route = ROUTES.match(entry.request);
      routes.set(route, (routes.get(route) ?? 0) + 1);
      drifted += drift(entry).length;
      observeTarget(outliers, entry);
    }
    worst.push(...worstTargets(outliers));
  }
  const expected = mergeExpected(objects.map((object) => object.expected));
  const targetErrors = expected.counts
    .filter(({ targetStatusCode }) => targetStatusCode.startsWith('5'))
    .reduce((sum, { requests }) => sum + requests, 0);
  return { causes, routes, worst, drifted, expected, targetErrors };
}

describe('a made-up incident', () => {
  const { causes, routes, worst, drifted, expected, targetErrors } = diagnose();
  const { outcomes } = expected;

  test('is three hours up to now of two load balancers, with every part of the story', () => {
    expect(expected.lines * PART).toBeGreaterThan(60_000);
    expect(expected.lines * PART).toBeLessThan(150_000);
    const minutes = expected.counts.map((count) => count.minute);
    expect(new Date(Math.min(...minutes)).toISOString()).toBe('2026-11-21T01:05:00.000Z');
    expect(new Date(Math.max(...minutes)).toISOString()).toBe('2026-11-21T04:04:00.000Z');
    expect(new Set(expected.counts.map((count) => count.loadBalancer)).size).toBe(2);
    for (const incident of STORY.incidents ?? []) {
      expect(outcomes[incident.kind], incident.kind).toBeGreaterThan(300 / PART);
    }
  });

  test('has the causes that its author put into it, each as often', () => {
    const planned = new Map<string, number>([['TargetError', targetErrors]]);
    for (const [outcome, requests] of Object.entries(outcomes)) {
      const name = CAUSE_OF[outcome];
      if (name !== undefined) planned.set(name, (planned.get(name) ?? 0) + requests);
    }
    expect(planned.size).toBeGreaterThan(15);
    expect(Object.fromEntries(causes)).toEqual(Object.fromEntries(planned));
  });

  test('has one slow target, and hardly an outlier is any other', () => {
    const isSlowTarget = ({ targetGroup, target }: TargetOutlier): boolean =>
      targetGroup.startsWith('targetgroup/api-orders/') && target === '10.0.16.12:8080';
    expect(worst.filter(isSlowTarget).length).toBeGreaterThan(5);
    expect(worst.filter(isSlowTarget).length / worst.length).toBeGreaterThan(0.9);
  });

  test('has requests of every route', () => {
    expect([...routes.keys()].sort()).toEqual(['Other', 'checkout', 'partners', 'payment']);
  });

  test('has nothing in its lines that is not documented', () => {
    expect(drifted).toBe(0);
  });
});
