/** What the verdict says of evidence that a person can count by hand. */
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../lambda/verdict/evidence.ts';
import { judge } from '../../../lambda/verdict/judge.ts';
import type { Incident } from '../../../lambda/verdict/verdict.ts';
import { wordsOf } from '../../../lambda/verdict/words/sentences.ts';
import {
  at,
  CHECKOUT,
  evidenceOf,
  PERIODS,
  SHOP,
  type Trouble,
  targetRows,
  WEB,
  withService,
} from '../../support/evidence.ts';

function only(evidence: Evidence): Incident {
  const { incidents } = judge(evidence);
  expect(incidents.map(({ id }) => id)).toHaveLength(1);
  const [incident] = incidents;
  if (incident === undefined) throw new Error('no incident');
  return incident;
}

const RELEASE: Trouble = { from: 40, to: 60, perMinute: 40, targetGroup: CHECKOUT };

describe('errors', () => {
  test('are no incident as long as they are as many as ever', () => {
    expect(judge(evidenceOf([])).incidents).toEqual([]);
  });

  test('say how many, how many more than usual, where, and since when', () => {
    expect(only(evidenceOf([RELEASE]))).toMatchObject({
      ...{ kind: 'errors', from: at(40), to: at(60), isOngoing: false, isFromStart: false },
      ...{ loadBalancers: [SHOP], requests: 8000, failed: 840, excess: 800 },
      ...{ placeRequests: 2000, placeFailed: 820 },
      causes: [{ cause: 'TargetError', statusCode: '500', requests: 820, excess: 800 }],
      where: { extent: 'targetGroup', place: { loadBalancer: SHOP, targetGroup: CHECKOUT } },
    });
  });

  test('of a small cause are found under more of an old one', () => {
    const incident = only(evidenceOf([{ ...RELEASE, perMinute: 3, cause: 'TargetTimeout', statusCode: '504' }]));
    expect(incident).toMatchObject({ from: at(40), to: at(60), causes: [{ cause: 'TargetTimeout' }] });
  });

  test('are of a route where the other routes of its target group do not fail', () => {
    const { where } = only(evidenceOf([{ ...RELEASE, perMinute: 10, route: 'payment' }]));
    expect(where).toMatchObject({ extent: 'route', place: { targetGroup: CHECKOUT, route: 'payment' } });
  });

  test('are of the target group where its routes fail alike', () => {
    const both = [
      { ...RELEASE, perMinute: 10, route: 'payment' },
      { ...RELEASE, perMinute: 40, route: 'cart' },
    ];
    const { where } = only(evidenceOf(both));
    expect(where.extent).toBe('targetGroup');
    expect(where.slices.map(({ targetGroup, route }) => route ?? targetGroup)).toEqual([CHECKOUT, 'cart', 'payment']);
  });

  test('are of the load balancer where all target groups fail alike', () => {
    const where = only(
      evidenceOf([
        { ...RELEASE, cause: 'WafUnavailable', perMinute: 30 },
        { ...RELEASE, cause: 'WafUnavailable', perMinute: 90, targetGroup: WEB },
      ]),
    );
    expect(where).toMatchObject({ origin: 'waf', where: { extent: 'targetGroups', place: { loadBalancer: SHOP } } });
  });

  test('of other causes in other places at the same time are two incidents, the larger first', () => {
    const { incidents } = judge(
      evidenceOf([RELEASE, { ...RELEASE, perMinute: 60, targetGroup: WEB, cause: 'TargetTimeout', statusCode: '504' }]),
    );
    expect(incidents.map(({ where, causes }) => [where.place.targetGroup, causes[0]?.cause])).toEqual([
      [WEB, 'TargetTimeout'],
      [CHECKOUT, 'TargetError'],
    ]);
  });

  test('that go on to the end of the evidence go on', () => {
    expect(only(evidenceOf([{ ...RELEASE, from: 70, to: PERIODS }]))).toMatchObject({ isOngoing: true });
  });

  test('that were there from the start say so', () => {
    const incident = only(evidenceOf([{ ...RELEASE, from: 0, to: PERIODS }]));
    expect(incident).toMatchObject({ isFromStart: true, isOngoing: true, confidence: 'low' });
  });

  test('begin at the first failed request that is known', () => {
    const example = { at: at(40) + 12_500, loadBalancer: SHOP, targetGroup: CHECKOUT, cause: 'TargetError' } as const;
    const { from, examples } = only(evidenceOf([RELEASE], { examples: [{ ...example, statusCode: '500' }] }));
    expect(from).toBe(at(40) + 12_500);
    expect(examples).toHaveLength(1);
  });
});

describe('services', () => {
  const API = 'targetgroup/shop-api/0123456789abcdef';
  const billing = { ...RELEASE, service: 'billing', cause: 'TargetTimeout', statusCode: '504' } as const;

  test('of two target groups that fail alike are the place, next to a third group that works', () => {
    const evidence = withService(evidenceOf([billing, { ...billing, targetGroup: API }]), 'billing', 200);
    const incident = only(evidence);
    expect(incident).toMatchObject({ placeRequests: 4000, placeFailed: 1600, origin: 'dependency' });
    expect(incident.where).toMatchObject({ extent: 'service', place: { loadBalancer: SHOP, service: 'billing' } });
    expect(incident.where.place).not.toHaveProperty('targetGroup');
    expect(incident.where.slices.at(-1)).toMatchObject({ service: 'billing', failed: 1600, requests: 4000 });
    expect(wordsOf(incident).sentences).toContain(
      'It is in service billing in target groups shop-api and shop-checkout (1,600 of its 4,000 requests); other services work.',
    );
  });

  test('by host are the place where the others of the same target group work', () => {
    const { where, ...incident } = only(withService(evidenceOf([{ ...billing, perMinute: 20 }]), 'billing', 30));
    expect(where).toMatchObject({ extent: 'service', place: { targetGroup: CHECKOUT, service: 'billing' } });
    expect(incident).toMatchObject({ placeRequests: 600, placeFailed: 400 });
  });

  test.each([
    ['of which one target group fails and the other works', [billing], 200],
    ['that are one target group', [billing], 100],
  ])('%s are only mentioned', (_what, troubles, perMinute) => {
    const { where } = only(withService(evidenceOf(troubles), 'billing', perMinute));
    expect(where).toMatchObject({ extent: 'targetGroup', place: { targetGroup: CHECKOUT } });
    expect(where.place).not.toHaveProperty('service');
    expect(where.slices).toContainEqual(expect.objectContaining({ service: 'billing', failed: 800 }));
  });

  test('with a route that fails alone are named next to it', () => {
    const { where } = only(withService(evidenceOf([{ ...billing, perMinute: 10, route: 'payment' }]), 'billing', 90));
    expect(where).toMatchObject({ extent: 'route', place: { targetGroup: CHECKOUT, route: 'payment' } });
  });

  test('that match nothing are no place', () => {
    const evidence = evidenceOf([{ ...billing, service: 'Other', perMinute: 20 }]);
    expect(only(withService(evidence, 'Other', 30)).where.extent).toBe('targetGroup');
  });
});

describe('good requests that are refused', () => {
  const blocked: Trouble = {
    ...{ from: 50, to: 70, perMinute: 18, targetGroup: CHECKOUT, route: 'payment' },
    ...{ cause: 'WafBlocked', statusCode: '403' },
  };

  test('are of the route', () => {
    const incident = only(evidenceOf([blocked]));
    expect(incident).toMatchObject({ kind: 'refused', origin: 'waf', where: { place: { route: 'payment' } } });
  });

  test('are found next to something else that is refused for most of the time', () => {
    const other: Trouble = { ...blocked, from: 9, to: 85, perMinute: 30, route: 'cart', cause: 'FixedResponse' };
    const evidence = evidenceOf([blocked, { ...other, statusCode: '404', targetGroup: WEB }]);
    // The route began after the evidence did, so the time before the other says nothing about it.
    const series = evidence.series.map((one) =>
      one.place.route === 'payment'
        ? { ...one, requests: one.requests.map((requests, minute) => (minute < 9 ? 0 : requests)) }
        : one,
    );
    const { incidents } = judge({ ...evidence, series });
    expect(incidents.map(({ kind, where }) => [kind, where.place.route])).toContainEqual(['refused', 'payment']);
  });
});

describe('one slow target of a target group with little traffic', () => {
  const row = { loadBalancer: SHOP, targetGroup: CHECKOUT, target: '10.0.1.1:80', requests: 14, p99: 4, groupP99: 0.2 };
  const rows = (stretches: readonly number[], rest: Partial<typeof row> = {}) =>
    stretches.map((stretch) => ({ ...row, at: at(5 * stretch), ...rest }));

  test('is found where it stands out in one log object after the other', () => {
    const incident = only(evidenceOf([], { slowTargets: rows([8, 9, 10, 11]) }));
    expect(incident).toMatchObject({
      ...{ kind: 'slow', from: at(40), to: at(60), p99: 4, p99Before: 0.2, origin: 'target', confidence: 'high' },
      where: { extent: 'target', place: { targetGroup: CHECKOUT }, targets: ['10.0.1.1:80'] },
    });
  });

  test('is told with its own times, also where its whole target group is slower because of it', () => {
    const slow = { p50: 0.03, p99: 3 };
    const usual = { p50: 0.03, p99: 0.2 };
    const of = (name: 'p50' | 'p99') =>
      Array.from({ length: PERIODS }, (_, minute) => (minute >= 40 && minute < 60 ? slow : usual)[name]);
    const evidence = evidenceOf([], { slowTargets: rows([8, 9, 10, 11]) });
    const series = evidence.series.map((one) =>
      one.place.targetGroup === CHECKOUT ? { ...one, p50: of('p50'), p99: of('p99') } : one,
    );
    const incident = only({ ...evidence, series });
    expect(incident.where).toMatchObject({ extent: 'target', targets: ['10.0.1.1:80'] });
    expect(wordsOf(incident, {}).headline).toContain(
      'target 10.0.1.1:80 of shop-checkout answered slowly: one request in a hundred took more than 4.0 s, ' +
        '20 times as long as on the other targets.',
    );
  });

  test.each([
    ['it stands out twice', rows([8, 9])],
    ['it stands out now and then', rows([1, 4, 8, 9, 10, 14])],
    ['it always does', rows(Array.from({ length: 18 }, (_, stretch) => stretch))],
    ['it is a little slower', rows([8, 9, 10, 11], { p99: 0.5 })],
    ['milliseconds are the difference', rows([8, 9, 10, 11], { p99: 0.2, groupP99: 0.01 })],
  ])('is none where %s', (_what, slowTargets) => {
    expect(judge(evidenceOf([], { slowTargets })).incidents).toEqual([]);
  });
});

describe('what is behind it', () => {
  const call = { at: at(39), kind: 'apiCall', what: 'RegisterTargets', who: 'deploy', targetGroup: CHECKOUT } as const;

  test('is a release where the target group changed just before', () => {
    const incident = only(evidenceOf([RELEASE], { changes: [call] }));
    expect(incident).toMatchObject({ origin: 'release', changes: [{ what: 'RegisterTargets', secondsBefore: 60 }] });
  });

  test.each([
    ['not clear where nothing tells whether the targets are new', [], 'unclear'],
    ['a dependency where the targets are the old ones', ['10.0.1.1:80', '10.0.1.2:80'], 'dependency'],
    ['a release where they are new', ['10.0.1.8:80', '10.0.1.9:80'], 'release'],
  ])('of a target group that no longer answers is %s', (_what, names, origin) => {
    const failing = (failed: number) => Object.fromEntries(names.map((name) => [name, failed]));
    const targets =
      names.length === 0
        ? []
        : [
            ...targetRows(CHECKOUT, { '10.0.1.1:80': 1, '10.0.1.2:80': 1 }, { from: 0, to: 35 }),
            // The log object that the incident begins in.
            ...targetRows(CHECKOUT, failing(3), { from: 35, to: 40 }),
            ...targetRows(CHECKOUT, failing(60), { from: 40, to: 60 }),
          ];
    const timeouts = [{ ...RELEASE, from: 38, cause: 'TargetTimeout', statusCode: '504' }] as const;
    expect(only(evidenceOf(timeouts, { targets })).origin).toBe(origin);
  });

  test('is not clear where nothing is known to have changed', () => {
    expect(only(evidenceOf([RELEASE]))).toMatchObject({ origin: 'unclear', confidence: 'low' });
  });

  test.each([
    ['a call for another target group', { ...call, targetGroup: WEB }],
    ['a call long before', { ...call, at: at(10) }],
    ['a call long after', { ...call, at: at(50) }],
  ])('is no release because of %s', (_what, change) => {
    expect(only(evidenceOf([RELEASE], { changes: [change] })).origin).toBe('unclear');
  });

  test('is a target where one of three fails', () => {
    const targets = [
      ...targetRows(CHECKOUT, { '10.0.1.1:80': 1, '10.0.1.2:80': 1, '10.0.1.3:80': 1 }, { from: 0, to: 40 }),
      ...targetRows(CHECKOUT, { '10.0.1.1:80': 60, '10.0.1.2:80': 1, '10.0.1.3:80': 0 }, { from: 40, to: 60 }),
    ];
    const { where, origin, confidence } = only(evidenceOf([RELEASE], { targets }));
    expect(where).toMatchObject({ extent: 'target', targets: ['10.0.1.1:80'], targetsSeen: 3, targetsFailing: 1 });
    expect([origin, confidence]).toEqual(['target', 'high']);
  });

  test('is a zone where the targets of one subnet fail', () => {
    const failed = { '10.0.1.1:80': 50, '10.0.1.2:80': 60, '10.0.2.1:80': 0, '10.0.2.2:80': 1, '10.0.3.1:80': 0 };
    const targets = targetRows(CHECKOUT, failed, { from: 40, to: 60 });
    const { where, origin } = only(evidenceOf([RELEASE], { targets }));
    expect(where).toMatchObject({ extent: 'zone', address: '10.0.1.0/24', targetsFailing: 2, targetsSeen: 5 });
    expect(origin).toBe('zone');
  });

  test('is a release where only targets fail that are new', () => {
    const targets = [
      ...targetRows(CHECKOUT, { '10.0.1.1:80': 1, '10.0.1.2:80': 1 }, { from: 0, to: 40 }),
      ...targetRows(CHECKOUT, { '10.0.1.1:80': 1, '10.0.1.8:80': 60, '10.0.1.9:80': 60 }, { from: 40, to: 60 }),
    ];
    expect(only(evidenceOf([RELEASE], { targets }))).toMatchObject({
      where: { extent: 'newTargets' },
      origin: 'release',
    });
  });

  test('is a load balancer node where all of it passed through one of two', () => {
    const noise = { from: 0, to: 40, perMinute: 1, targetGroup: CHECKOUT, node: '10.0.9.2' };
    const incident = only(evidenceOf([{ ...RELEASE, node: '10.0.9.1' }, noise]));
    expect(incident).toMatchObject({ where: { extent: 'node', address: '10.0.9.1' }, origin: 'node' });
  });
});

describe('refused requests', () => {
  const blocked: Trouble = {
    from: 40,
    to: 60,
    perMinute: 18,
    route: 'payment',
    cause: 'WafBlocked',
    statusCode: '403',
  };

  test('are an incident where a route serves fewer than before', () => {
    expect(only(evidenceOf([blocked]))).toMatchObject({
      kind: 'refused',
      origin: 'waf',
      where: { place: { route: 'payment' } },
    });
  });

  test('are none where they come on top of what is served', () => {
    const evidence = evidenceOf([{ ...blocked, perMinute: 500 }]);
    const series = evidence.series.map((one) => ({
      ...one,
      requests: one.requests.map((requests, minute) => requests + (one.refused[minute] ?? 0)),
    }));
    expect(judge({ ...evidence, series }).incidents).toEqual([]);
  });

  test('do not outrank errors, however many they are', () => {
    const { incidents } = judge(evidenceOf([blocked, { ...RELEASE, perMinute: 5, targetGroup: WEB }]));
    expect(incidents.map(({ kind }) => kind)).toEqual(['errors', 'refused']);
  });
});

describe('clients that gave up', () => {
  const left: Trouble = {
    from: 42,
    to: 60,
    perMinute: 12,
    targetGroup: CHECKOUT,
    cause: 'ClientClosed',
    statusCode: '460',
  };

  test('are an incident alone', () => {
    expect(only(evidenceOf([left]))).toMatchObject({ kind: 'gaveUp', origin: 'client' });
  });

  test('belong to the errors of the same place and time', () => {
    const timeouts: Trouble = { ...RELEASE, cause: 'TargetTimeout', statusCode: '504' };
    const { kind, also } = only(evidenceOf([left, timeouts]));
    expect([kind, also]).toEqual(['errors', [{ kind: 'gaveUp', requests: 216 }]]);
  });
});

test('traffic that falls to next to nothing is an incident', () => {
  const evidence = evidenceOf([]);
  const series = evidence.series.map((one) => ({
    ...one,
    requests: one.requests.map((requests, minute) => (minute >= 50 && minute < 65 ? requests / 50 : requests)),
  }));
  const incident = only({ ...evidence, series, failures: [] });
  expect(incident).toMatchObject({ kind: 'traffic', from: at(50), to: at(65), perMinute: 8, perMinuteBefore: 400 });
});

test('the order of the evidence changes nothing', () => {
  const evidence = evidenceOf([RELEASE, { ...RELEASE, targetGroup: WEB, cause: 'TargetTimeout', statusCode: '504' }], {
    targets: targetRows(CHECKOUT, { '10.0.1.1:80': 60, '10.0.1.2:80': 1, '10.0.1.3:80': 0 }, { from: 0, to: 90 }),
    changes: [1, 2, 3].map((minute) => ({
      at: at(40 - minute),
      kind: 'apiCall',
      what: 'ModifyRule',
      loadBalancer: SHOP,
    })),
  });
  const shuffled = {
    ...evidence,
    series: evidence.series.toReversed(),
    failures: evidence.failures.toSorted((left, right) => ((left.at * 7919) % 1009) - ((right.at * 7919) % 1009)),
    targets: evidence.targets.toReversed(),
    changes: evidence.changes.toReversed(),
  };
  expect(judge(shuffled)).toEqual(judge(evidence));
});
