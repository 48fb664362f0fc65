/** What a terminal shows of the families other than requests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createAggregates } from '../../../lambda/measure/aggregate.ts';
import { mergeAggregates } from '../../../lambda/measure/merge.ts';
import { familyLines } from '../../../local/summary/family-summary.ts';
import { LOGS, sample } from '../../lambda/formats/entries.ts';
import { ingestText } from '../../lambda/formats/ingested.ts';
import { type Call, callEach } from '../../support/commands.ts';

describe('the lines of a family', () => {
  test('are its rates, most frequent values and percentiles', async () => {
    const { aggregates } = await ingestText('waf', sample('waf/constructed-waf.ndjson'));
    expect(familyLines(aggregates)).toEqual([
      '',
      'Firewall',
      '  WafBlocked                3 of 9 (33.33 %)',
      '  WafAction                 ALLOW: 4  BLOCK: 3  CAPTCHA: 1  CHALLENGE: 1',
      '  WafTerminatingRule        block-sqli: 1  bots: 1  captcha-rule: 1  common-rules/SizeRestrictions_BODY: 1  too-many-logins: 1',
      '  WafBlockedRuleType        MANAGED_RULE_GROUP: 1  RATE_BASED: 1  REGULAR: 1',
      '  WafCountedRule            AWSManagedRulesCommonRuleSet/GenericLFI_URIPATH: 1  AWSManagedRulesCommonRuleSet/NoUserAgent_HEADER: 1  new-geo-rule: 1',
    ]);
  });

  test('count over all load balancers and minutes', async () => {
    const all = createAggregates();
    const one = await ingestText('alb-connection', sample('alb-connection/constructed-connection.log'));
    const other = await ingestText('nlb-access', sample('nlb-access/constructed-nlb.log'));
    for (const { aggregates } of [one, other]) mergeAggregates(all, aggregates);
    const lines = familyLines(all).join('\n');
    expect(lines).toContain('TlsHandshakeFailed        16 of 24 (66.67 %)');
    expect(lines).toContain('TlsProtocol               TLSv1.3: 20  TLSv1.2: 2');
    expect(lines).toMatch(/TlsFailureReason .* 11 more$/m);
    expect(lines).toMatch(/TlsHandshakeLatency +p50 12 ms {2}p90/);
  });

  test('say of how many entries they are where some name no load balancer', async () => {
    const check = 'http 2026-05-04T10:00:03.104518Z 0.004 10.0.1.15:8080 web-tg FAIL 500 ResponseCodeMismatch';
    const long = `${check} app/edge-alb/50dc6c495c0c9188 203.0.113.80\n`;
    const mixed = await ingestText('alb-health-check', long.repeat(8) + `${check}\n`.repeat(2));
    expect(familyLines(mixed.aggregates)).toEqual([
      '',
      'Health checks',
      '  HealthCheckFailed         10 of 10 (100.00 %)',
      '  HealthStateChange         0 of 8 (0.00 %)',
      '  HealthCheckFailureReason  ResponseCodeMismatch: 8  (of 8 of 10: the others have no LoadBalancer)',
      '  HealthCheckLatency        p50 4 ms  p90 4 ms  p99 4 ms  (of 8 of 10: the others have no LoadBalancer or TargetGroup)',
    ]);
    const short = await ingestText('alb-health-check', `${check}\n`);
    expect(familyLines(short.aggregates)).toContain(
      '  HealthCheckFailureReason  (of 0 of 1: the others have no LoadBalancer)',
    );
  });

  test('say of how many entries a tally is that leaves some out', async () => {
    const call = (eventId: string, eventName: string, more: object = {}) => ({
      ...{ eventSource: 'elasticloadbalancing.amazonaws.com', eventTime: '2026-05-04T10:00:00Z', eventId, eventName },
      ...{ eventID: eventId, readOnly: eventName.startsWith('Describe'), ...more },
    });
    const lines = async (records: readonly object[]) =>
      familyLines((await ingestText('cloudtrail', JSON.stringify({ Records: records }))).aggregates);
    const changes = [call('1', 'RegisterTargets'), call('2', 'ModifyRule', { errorCode: 'AccessDenied' })];
    const reads = ['3', '4', '5'].map((id) => call(id, 'DescribeTargetHealth'));
    expect(await lines([...changes, ...reads])).toEqual([
      '',
      'API events',
      '  ApiCall                   ModifyRule: 1  RegisterTargets: 1  (2 of 5: the others only read)',
      '  ApiCallFailed             1 of 5 (20.00 %)',
      '  ApiCallError              ModifyRule AccessDenied: 1',
    ]);
    expect(await lines(changes)).toContain('  ApiCall                   ModifyRule: 1  RegisterTargets: 1');
    expect(await lines(reads)).toContain('  ApiCall                   (0 of 3: the others only read)');
  });

  test('are none for requests, which have their own summary', async () => {
    const { aggregates } = await ingestText('clb-access', sample('clb-access/constructed-clb.log'));
    expect(familyLines(aggregates)).toEqual([]);
  });
});

test('npm run metrics says which families the settings leave out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'families-'));
  const log = fileURLToPath(new URL('waf/constructed-waf.ndjson', LOGS));
  const calls = [['requests'], ['requests', 'firewall']].map((families, index): Call => {
    const settings = join(folder, `${index}.json`);
    writeFileSync(settings, JSON.stringify({ families }));
    return ['metrics', '--settings', settings, log];
  });
  const [some, all] = await callEach(calls);
  const left = 'the settings do not read firewall: the function sends nothing of them';
  expect(some?.error).toContain(left);
  expect(some?.error).toMatch(/^1 log object: 9 lines parsed/m);
  expect(all?.error).toMatch(/^1 log object: 9 lines parsed/m);
  expect(all?.error).not.toContain(left);
  rmSync(folder, { recursive: true });
});
