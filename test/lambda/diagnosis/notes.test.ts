import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import type { KeyFacts } from '../../../lambda/formats/format.ts';
import { NO_FACTS } from '../../../lambda/formats/format.ts';
import { sample } from '../formats/entries.ts';
import { ingestText, sums } from '../formats/ingested.ts';

const ALL = { config: { examples: { ...DEFAULT_CONFIG.examples, errors: 20 } } };
const ASKED = { config: { examples: { ...DEFAULT_CONFIG.examples, clientAddress: true } } };

/** Log lines of one kind, as plain objects. */
async function notes(kind: string, format: string, text: string | Uint8Array, options = {}): Promise<readonly Note[]> {
  const found: readonly Note[] = (await ingestText(format, text, options)).notes.map((note) => ({ ...note }));
  return found.filter((note) => note.kind === kind);
}

type Note = Readonly<Record<string, unknown>>;

describe('connections', () => {
  const log = sample('alb-connection/constructed-connection.log');

  test('leave an example for each reason, with the trace id that joins it with the access log', async () => {
    const failures = await notes('tlsFailure', 'alb-connection', log, ALL);
    expect(failures).toHaveLength(14);
    expect(failures[0]).toEqual({
      kind: 'tlsFailure',
      time: '2026-05-04T10:00:00.500Z',
      connections: 1,
      loadBalancer: 'app/edge-alb/50dc6c495c0c9188',
      listener: '443',
      reason: 'ClientCertUntrusted',
      connTraceId: 'TID_0123456789abcdef0123456789abcdef',
      tlsProtocol: 'TLSv1.3',
      tlsCipher: 'TLS_AES_128_GCM_SHA256',
    });
  });

  test('leave as many as the settings allow, and count the like', async () => {
    const twice = `${log}${log}`;
    const failures = await notes('tlsFailure', 'alb-connection', twice);
    expect(failures.map(({ connections }) => connections)).toEqual([2, 2, 2, 2, 2]);
  });

  test('show the client only if a setting asks', async () => {
    expect(JSON.stringify((await ingestText('alb-connection', log)).notes)).not.toContain('198.51.100.23');
    const [failure] = await notes('tlsFailure', 'alb-connection', log, ASKED);
    expect(failure).toMatchObject({
      client: '198.51.100.23',
      clientCertSubject: 'CN=device-17,OU=Field Devices,O=Example Ltd,L=Leeds,C=GB',
    });
  });

  const certificate = (subject: string, notAfter: string, verdict = 'Success') =>
    `2026-05-04T10:00:00.500000Z 198.51.100.23 51234 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.012 "CN=${subject}" NotBefore=2026-01-01T00:00:00Z;NotAfter=${notAfter}T00:00:00Z 0A ${verdict} TID_01 x25519 app/edge-alb/50dc6c495c0c9188 203.0.113.80`;

  test('name accepted client certificates with less than 30 days left, the first to expire first', async () => {
    const lines = [
      certificate('later', '2026-06-20'),
      certificate('soon', '2026-05-20'),
      certificate('soon', '2026-05-20'),
      certificate('sooner', '2026-05-05'),
      certificate('nobody', '2026-05-05', 'Failed:ClientCertUntrusted'),
    ].join('\n');
    expect((await notes('clientCertExpiry', 'alb-connection', lines))[0]).toEqual({
      kind: 'clientCertExpiry',
      time: '2026-05-04T10:00:00.500Z',
      notAfter: '2026-05-05T00:00:00.000Z',
      daysLeft: 0,
      loadBalancer: 'app/edge-alb/50dc6c495c0c9188',
      connTraceId: 'TID_01',
    });
    expect(await notes('clientCertExpiry', 'alb-connection', lines, ASKED)).toEqual([
      expect.objectContaining({ clientCertSubject: 'CN=sooner', daysLeft: 0, notAfter: '2026-05-05T00:00:00.000Z' }),
      expect.objectContaining({ clientCertSubject: 'CN=soon', daysLeft: 15 }),
    ]);
  });

  test('name ten certificates at most, no matter what their number and order', async () => {
    const days = Array.from({ length: 25 }, (_, day) => `${5 + ((day * 7) % 25)}`.padStart(2, '0'));
    const lines = days.map((day) => certificate(`device-${day}`, `2026-05-${day}`)).join('\n');
    const named = await notes('clientCertExpiry', 'alb-connection', lines);
    expect(named.map(({ daysLeft }) => daysLeft)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('health checks', () => {
  const check = (second: number, target: string, status: 'PASS' | 'FAIL') =>
    `http 2026-05-04T10:00:${`${second}`.padStart(2, '0')}.000000Z 0.004 10.0.1.${target}:80 web-tg ${status} ${status === 'PASS' ? '200 -' : '502 TargetError'} app/edge-alb/50dc6c495c0c9188 203.0.113.80`;

  test('leave a line for each change of state of a target', async () => {
    const lines = [
      check(1, '1', 'PASS'),
      check(2, '2', 'FAIL'),
      check(3, '1', 'PASS'),
      check(4, '1', 'FAIL'),
      check(5, '2', 'FAIL'),
      check(6, '1', 'PASS'),
    ].join('\n');
    const changes = await notes('healthChange', 'alb-health-check', lines);
    expect(changes.map(({ time, target, from, to }) => [time, target, from, to])).toEqual([
      ['2026-05-04T10:00:02.000Z', '10.0.1.2:80', 'UNKNOWN', 'FAIL'],
      ['2026-05-04T10:00:04.000Z', '10.0.1.1:80', 'PASS', 'FAIL'],
      ['2026-05-04T10:00:06.000Z', '10.0.1.1:80', 'FAIL', 'PASS'],
    ]);
    const found = sums(await ingestText('alb-health-check', lines));
    expect(found.get('HealthStateChange{}')).toBe(2);
    expect(found.get('HealthCheckFailed{}')).toBe(3);
  });

  test('that come out of order change nothing', async () => {
    const lines = [check(5, '1', 'PASS'), check(4, '1', 'FAIL'), check(6, '1', 'PASS')].join('\n');
    expect(sums(await ingestText('alb-health-check', lines)).get('HealthStateChange{}')).toBe(0);
  });

  test('leave a hundred lines at most and say how many more there were', async () => {
    const lines = Array.from({ length: 60 }, (_, at) =>
      ['1', '2', '3'].map((target) => check(at, target, at % 2 === 0 ? 'PASS' : 'FAIL')).join('\n'),
    ).join('\n');
    const { notes: all } = await ingestText('alb-health-check', lines);
    expect(all).toHaveLength(101);
    expect(all.at(-1)).toEqual({ kind: 'healthChangesLeftOut', changes: 59 * 3 - 100 });
  });

  test('of JD Cloud say themselves that a state changed', async () => {
    const log = sample('jdcloud-alb/constructed-alb-health-check.ndjson').toString().split('\n').slice(0, 2);
    const changes = await notes('healthChange', 'jdcloud-health-check', log.toReversed().join('\n'));
    expect(changes.map(({ from, to }) => `${from} ${to}`)).toEqual(['FAIL PASS', 'PASS FAIL']);
  });
});

describe('the firewall', () => {
  const log = sample('waf/constructed-waf.ndjson').toString();

  test('leaves an example for each rule that stopped requests, the busiest first, without query string and client', async () => {
    const [one = '', blocked = ''] = log.split('\n');
    const stopped = await notes('wafStopped', 'waf', `${log}${blocked}\n${one}\n`);
    expect(stopped.map(({ rule, action, requests }) => [rule, action, requests])).toEqual([
      ['block-sqli', 'BLOCK', 2],
      ['too-many-logins', 'BLOCK', 1],
      ['common-rules/SizeRestrictions_BODY', 'BLOCK', 1],
      ['captcha-rule', 'CAPTCHA', 1],
      ['bots', 'CHALLENGE', 1],
    ]);
    expect(stopped[0]).toEqual({
      kind: 'wafStopped',
      time: '2026-05-04T10:00:01.250Z',
      requests: 2,
      webAcl: 'edge-acl',
      rule: 'block-sqli',
      ruleType: 'REGULAR',
      action: 'BLOCK',
      loadBalancer: 'app/edge-alb/50dc6c495c0c9188',
      method: 'GET',
      traceId: '1-69f86e52-171b0f23ba96443730f75b4f',
    });
    expect(JSON.stringify(stopped)).not.toMatch(/198\.51\.100|id=7|curl/);
    expect((await notes('wafStopped', 'waf', log, ASKED))[0]).toMatchObject({
      client: '198.51.100.23',
      host: 'shop.example.com',
      path: '/items',
      country: 'GB',
    });
  });

  test('names a rule in a group only where the group decided, and shows neither user nor password of a host', async () => {
    const group = (id: string, ruleId?: string) => ({
      ruleGroupId: id,
      terminatingRule: ruleId === undefined ? null : { ruleId, action: 'BLOCK' },
    });
    const stopped = (terminatingRuleId: string, terminatingRuleType: string, ruleGroupList: readonly object[]) =>
      JSON.stringify({
        timestamp: 1777888801250,
        webaclId: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/edge-acl/11111111-2222-3333-4444-555555555555',
        action: 'BLOCK',
        terminatingRuleId,
        terminatingRuleType,
        ruleGroupList,
        httpRequest: { httpMethod: 'GET /a?token=1', headers: [{ name: 'Host', value: 'joe:pw@shop.example.com' }] },
      });
    const counting = group('AWS#AWSManagedRulesCommonRuleSet', 'NoUserAgent_HEADER');
    const lines = [
      stopped('RateLimit', 'RATE_BASED', [counting]),
      stopped('bad-inputs', 'MANAGED_RULE_GROUP', [counting, group('AWS#KnownBadInputs', 'Log4JRCE'), group('b')]),
    ];
    const left = await notes('wafStopped', 'waf', lines.join('\n'), ASKED);
    expect(left.map(({ rule }) => rule)).toEqual(['RateLimit', 'bad-inputs/Log4JRCE']);
    expect(left[0]).toMatchObject({ host: 'shop.example.com' });
    expect(JSON.stringify(left)).not.toMatch(/joe|pw@|token/);
  });
});

describe('API events', () => {
  const document = sample('cloudtrail/constructed-elb-events.json').toString();

  test('leave a line for each call that changes something: who, what, which load balancer, with what outcome', async () => {
    const calls = await notes('apiCall', 'cloudtrail', document);
    expect(calls.map(({ what, loadBalancer, errorCode }) => [what, loadBalancer, errorCode])).toEqual([
      ['DeregisterTargets', undefined, undefined],
      ['RegisterTargets', undefined, undefined],
      ['ModifyLoadBalancerAttributes', 'app/edge-alb/50dc6c495c0c9188', undefined],
      ['ModifyRule', 'app/edge-alb/50dc6c495c0c9188', 'AccessDenied'],
      ['RegisterInstancesWithLoadBalancer', 'edge-classic', undefined],
    ]);
    expect(calls[2]).toEqual({
      kind: 'apiCall',
      time: '2026-05-04T09:52:00.000Z',
      who: 'arn:aws:sts::123456789012:assumed-role/deploy',
      what: 'ModifyLoadBalancerAttributes',
      resource: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/edge-alb/50dc6c495c0c9188',
      loadBalancer: 'app/edge-alb/50dc6c495c0c9188',
      region: 'us-east-1',
      eventId: '00000000-0000-4000-9000-000000000002',
      changes: ['access_logs.s3.enabled=true', 'access_logs.s3.bucket=example-lb-logs'],
    });
    expect((await notes('apiCall', 'cloudtrail', document, ASKED))[0]).toMatchObject({
      sourceIpAddress: '203.0.113.5',
    });
  });

  test.each([
    [
      'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0/jane@example.com',
      'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0',
    ],
    ['arn:aws-cn:sts::123456789012:assumed-role/admin/jane/x', 'arn:aws-cn:sts::123456789012:assumed-role/admin'],
    ['arn:aws:sts::123456789012:federated-user/jane', 'arn:aws:sts::123456789012:federated-user'],
    ['arn:aws:iam::123456789012:user/ci/deployer', 'arn:aws:iam::123456789012:user/ci/deployer'],
    ['AROAEXAMPLE:jane@example.com', 'AROAEXAMPLE'],
    ['autoscaling.amazonaws.com', 'autoscaling.amazonaws.com'],
  ])('name %s without the session unless a setting asks', async (arn, who) => {
    const record = { ...JSON.parse(call(1, 'DeleteRule')), userIdentity: { type: 'AssumedRole', arn } };
    const text = JSON.stringify({ Records: [record] });
    expect((await notes('apiCall', 'cloudtrail', text))[0]?.who).toBe(who);
    expect((await notes('apiCall', 'cloudtrail', text, ASKED))[0]?.who).toBe(arn);
  });

  const call = (at: number, name: string, errorCode?: string) =>
    JSON.stringify({
      eventTime: '2026-05-04T09:52:00Z',
      eventSource: 'elasticloadbalancing.amazonaws.com',
      eventName: name,
      eventID: `event-${at}`,
      errorCode,
    });

  test('leave a hundred lines at most and say how many more there were', async () => {
    const records = Array.from({ length: 130 }, (_, at) => call(at, 'DeleteRule'));
    const { notes: all } = await ingestText('cloudtrail', `{"Records":[${records.join(',')}]}`);
    expect(all).toHaveLength(101);
    expect(all.at(-1)).toEqual({ kind: 'apiCallsLeftOut', calls: 30 });
  });

  test('name a load balancer only by its ARN or as a Classic one: a name may be that of anything', async () => {
    const made = (eventName: string, requestParameters: object) =>
      JSON.stringify({ ...JSON.parse(call(1, eventName)), eventID: eventName, requestParameters });
    const records = [
      made('CreateTargetGroup', { name: 'checkout-tg' }),
      made('CreateTrustStore', { name: 'my-trust' }),
      made('DeleteLoadBalancer', { loadBalancerName: 'edge-classic' }),
    ];
    const calls = await notes('apiCall', 'cloudtrail', `{"Records":[${records.join(',')}]}`);
    expect(calls.map(({ resource, loadBalancer }) => [resource, loadBalancer])).toEqual([
      ['checkout-tg', undefined],
      ['my-trust', undefined],
      ['edge-classic', 'edge-classic'],
    ]);
  });

  test('name and error code of a refused call make one label', async () => {
    const { aggregates, ...rest } = await ingestText(
      'cloudtrail',
      `{"Records":[${call(1, 'DeleteRule', 'AccessDenied')}]}`,
    );
    expect(sums({ aggregates, ...rest }).get('ApiCallError{Call=DeleteRule AccessDenied}')).toBe(1);
  });

  test('have no more series than the settings allow, though their set has no load balancer', async () => {
    const names = Array.from({ length: 500 }, (_, at) => call(at, `Delete${at}`));
    const text = `{"Records":[${[...names, call(1_000, 'Delete7'), call(1_001, 'Delete7')].join(',')}]}`;
    const ingested = await ingestText('cloudtrail', text, { config: { maxSeriesPerLoadBalancer: 50 } });
    const found = [...sums(ingested)].filter(([name]) => name.startsWith('ApiCall'));
    expect(found).toHaveLength(51);
    expect(found).toContainEqual(['ApiCall{EventName=Delete7}', 3]);
    expect(found.reduce((sum, [name, count]) => sum + (name.startsWith('ApiCall{') ? count : 0), 0)).toBe(502);
    expect(ingested.seriesDropped.series).toBe(500 - 49);
  });
});

describe('the lines of an object name nobody unless a setting asks', () => {
  // Clients of the samples have addresses of 198.51.100.0/24, and what else names them is listed.
  const PERSONAL = /198\.51\.100\.\d|CN=device-17|[?&][a-z]+=|Mozilla|curl\//;

  test.each([
    ['alb-access', 'alb-access/constructed-edge-cases.log'],
    ['alb-connection', 'alb-connection/constructed-connection.log'],
    ['clb-access', 'clb-access/constructed-clb.log'],
    ['nlb-access', 'nlb-access/constructed-nlb.log'],
    ['cloudfront', 'cloudfront/constructed-v1.log'],
    ['cloudfront', 'cloudfront/constructed-v2.ndjson'],
    ['waf', 'waf/constructed-waf.ndjson'],
    ['baidu-blb', 'baidu-blb/constructed-blb-l7.ndjson'],
    ['jdcloud-alb', 'jdcloud-alb/constructed-alb-access.ndjson'],
  ])('%s: %s', async (format, name) => {
    const text = sample(name);
    const examples = { ...DEFAULT_CONFIG.examples, errors: 100, slowest: 100 };
    const without = await ingestText(format, text, { config: { examples } });
    expect(JSON.stringify(without.notes)).not.toMatch(PERSONAL);
    const asked = { ...examples, clientAddress: true, query: true, userAgent: true };
    const { notes: all } = await ingestText(format, text, { config: { examples: asked } });
    expect(all.length).toBeGreaterThan(0);
  });
});

test('labels from logs are cut to the length of a dimension value, and stay apart by load balancer', async () => {
  const facts: KeyFacts = { ...NO_FACTS, loadBalancer: 'app/edge-alb/50dc6c495c0c9188' };
  const line = (reason: string) =>
    `2026-05-04T10:00:00.500000Z 198.51.100.23 51234 443 TLSv1.3 - - "-" - - Failed:${reason} TID_01`;
  const lines = Array.from({ length: 400 }, (_, at) => line(`${at}${'x'.repeat(2_000)}`)).join('\n');
  const ingested = await ingestText('alb-connection', lines, { facts });
  const reasons = [...sums(ingested)].filter(([name]) => name.startsWith('TlsFailureReason'));
  expect(reasons.length).toBeLessThanOrEqual(300);
  expect(Math.max(...reasons.map(([name]) => name.length))).toBeLessThan(400);
  expect(reasons.reduce((sum, [, count]) => sum + count, 0)).toBe(400);
});
