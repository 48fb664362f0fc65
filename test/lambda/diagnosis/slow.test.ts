import { describe, expect, test } from 'vitest';
import { type AllowedSettings, DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { slow } from '../../../lambda/diagnosis/slow.ts';
import { albEntry, type LineParts } from '../../support/alb-line.ts';

const { allowed } = DEFAULT_CONFIG;
const took = (seconds: string): LineParts => ({ times: `0.001 ${seconds} 0.000` });
const UNANSWERED: LineParts = { times: '0.001 -1 -1', elbStatus: '504' };

function check(parts: LineParts, expected: boolean | undefined, settings: AllowedSettings = allowed, route?: string) {
  expect(slow({ ...albEntry(parts), route }, settings)).toBe(expected);
}

describe('a request', () => {
  test.each<[string, LineParts, boolean | undefined]>([
    ['is slow when the target took longer', took('2.001'), true],
    ['is not slow when it took just as long', took('2.000'), false],
    ['is slow when the target never answered', UNANSWERED, true],
    ['is not judged when no target could be asked', { ...UNANSWERED, target: '-', times: '-1 -1 -1' }, undefined],
    ['is not judged when the target closed the connection', { times: '0.001 -1 -1', elbStatus: '502' }, undefined],
    ['is not judged when the client left', { times: '0.001 -1 -1', elbStatus: '460' }, undefined],
    [
      'is not judged when the load balancer answered on its own',
      { target: '-', times: '-1 -1 -1', elbStatus: '301' },
      undefined,
    ],
  ])('%s', (_, parts, expected) => check(parts, expected));
});

describe('the limit', () => {
  const settings: AllowedSettings = {
    ...allowed,
    overrides: {
      loadBalancers: { shop: { slowSeconds: 5 }, 'app/streams/0123456789abcdef': { slowExpected: true } },
      targetGroups: { web: { slowSeconds: 10 }, 'targetgroup/poll/0a': { slowExpected: true } },
      routes: { report: { slowSeconds: 60 }, events: { slowExpected: true }, quick: { slowPercent: 5 } },
      services: {},
    },
  };
  const group = (name: string) => `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}`;
  const elsewhere = { elb: 'app/other/0123456789abcdef', targetGroup: group('rest/0b') };

  test.each<[string, LineParts, string | undefined, boolean | undefined]>([
    ['of the route comes first', took('59'), 'report', false],
    ['of the route comes first', took('61'), 'report', true],
    ['of the target group comes next', took('9'), undefined, false],
    ['of the target group comes next', took('11'), 'quick', true],
    ['of the load balancer comes next', { ...took('4'), targetGroup: group('rest/0b') }, 'Other', false],
    ['of the load balancer comes next', { ...took('6'), targetGroup: group('rest/0b') }, 'Other', true],
    ['for all comes last', { ...took('3'), ...elsewhere }, 'Other', true],
    ['is none where slowness is expected of the route', took('99'), 'events', undefined],
    ['is none even of one that never answered', UNANSWERED, 'events', undefined],
    [
      'is none where slowness is expected of the target group',
      { ...took('99'), targetGroup: group('poll/0a') },
      undefined,
      undefined,
    ],
    [
      'is none where slowness is expected of the load balancer',
      { ...took('99'), ...elsewhere, elb: 'app/streams/0123456789abcdef' },
      undefined,
      undefined,
    ],
    [
      'of the route holds though slowness is expected around it',
      { ...took('61'), elb: 'app/streams/0123456789abcdef' },
      'report',
      true,
    ],
  ])('%s', (_, parts, route, expected) => check(parts, expected, settings, route));
});
