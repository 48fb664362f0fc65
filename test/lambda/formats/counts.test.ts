/**
 * Metric sums of generated logs against counts made in another style: plain splits and regular expressions over the
 * text, as one would with awk and grep, with no word of the parsers.
 */
import { describe, expect, test } from 'vitest';
import { soundLines } from '../../../local/generate/families.ts';
import { ingestText, sums } from './ingested.ts';

const LINES = 3_000;

/** Lines a minute of the log are four a second, so the sums go over a dozen minutes. */
function linesOf(format: string): readonly string[] {
  return soundLines(format, LINES, 11);
}

function tally(labels: readonly (string | undefined)[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const label of labels) if (label !== undefined && label !== '-') found[label] = (found[label] ?? 0) + 1;
  return found;
}

/** The sums of one metric, by its last dimension, over everything before it. */
async function published(format: string, lines: readonly string[], metric: string) {
  const text = format === 'cloudtrail' ? `{"Records":[${lines.join(',\n')}]}` : lines.join('\n');
  const found: Record<string, number> = {};
  for (const [name, sum] of sums(await ingestText(format, text))) {
    const [, label] = new RegExp(`^${metric}\\{(?:.*[=,])?([^=,}]*)\\}$`).exec(name) ?? [];
    if (label !== undefined) found[label] = (found[label] ?? 0) + sum;
  }
  return found;
}

describe('sums of an object equal counts of its words', () => {
  test('alb-connection: by protocol, key exchange and reason', async () => {
    const lines = linesOf('alb-connection');
    const word = (at: number) => lines.map((line) => line.replace(/"[^"]*"/, 'subject').split(' ')[at]);
    expect(await published('alb-connection', lines, 'TlsProtocol')).toEqual(tally(word(4)));
    expect(await published('alb-connection', lines, 'TlsKeyExchange')).toEqual(tally(word(12)));
    const reasons = lines.map((line) => /Failed:(\w+)/.exec(line)?.[1]);
    expect(await published('alb-connection', lines, 'TlsFailureReason')).toEqual(tally(reasons));
    const failed = lines.filter((line) => line.includes('Failed:')).length;
    expect(failed).toBeGreaterThan(3);
    expect(sums(await ingestText('alb-connection', lines.join('\n'))).get('TlsHandshakeFailed{}')).toBe(failed);
    const old = lines.filter((line) => / TLSv1(?:\.1)? /.test(line)).length;
    expect(sums(await ingestText('alb-connection', lines.join('\n'))).get('TlsDeprecated{}')).toBe(old);
  });

  test('nlb-access: by protocol and alert', async () => {
    const lines = linesOf('nlb-access');
    const protocols = tally(lines.map((line) => line.split(' ')[15]?.replace(/^tlsv1(\d)$/, 'TLSv1.$1')));
    expect(await published('nlb-access', lines, 'TlsProtocol')).toEqual(protocols);
    const failed = lines.filter((line) => line.split(' ')[14] === '-');
    const names: Readonly<Record<string, string>> = {
      42: 'Alert:bad_certificate',
      46: 'Alert:certificate_unknown',
      48: 'Alert:unknown_ca',
      '-': 'HandshakeFailed',
    };
    const reasons = tally(failed.map((line) => names[line.split(' ')[11] ?? '']));
    expect(await published('nlb-access', lines, 'TlsFailureReason')).toEqual(reasons);
  });

  test('alb-health-check: failures by reason, and every change of state of a target', async () => {
    const start = 58 * 240;
    const lines = soundLines('alb-health-check', start + LINES, 11).slice(start);
    const reasons = tally(lines.map((line) => / FAIL \S+ (\w+)/.exec(line)?.[1]));
    const found = sums(await ingestText('alb-health-check', lines.join('\n')));
    expect(Object.keys(reasons).sort()).toEqual(['TargetError', 'TimedOut']);
    for (const [reason, count] of Object.entries(reasons)) {
      const names = [...found].filter(([name]) => /^HealthCheckFailureReason\{LoadBalancer=[^,]*,Reason=/.test(name));
      expect(names.find(([name]) => name.includes(`Reason=${reason}}`))?.[1]).toBe(count);
    }
    const byTarget = Map.groupBy(lines, (line) => line.split(' ')[3]);
    const changes = [...byTarget.values()].map((own) => {
      const verdicts = own.map((line) => line.split(' ')[5]);
      return verdicts.filter((verdict, at) => at > 0 && verdict !== verdicts[at - 1]).length;
    });
    expect(found.get('HealthStateChange{}')).toBe(changes.reduce((sum, count) => sum + count, 0));
    expect(found.get('HealthStateChange{}')).toBeGreaterThan(20);
  });

  test.each([
    ['clb-access', (line: string) => line.split('"')[0]?.split(' ').slice(7, 9) ?? []],
    ['cloudfront', (line: string) => [line.split('\t')[8] ?? '', '-']],
    [
      'baidu-blb',
      (line: string) => [
        /"response_status":(\d+)/.exec(line)?.[1] ?? '',
        /"upstream_status":"([^"]*)"/.exec(line)?.[1] ?? '',
      ],
    ],
    [
      'jdcloud-alb',
      (line: string) => [
        /"status":(\d+)/.exec(line)?.[1] ?? '',
        /"backend_server_status":"?([^",]*)/.exec(line)?.[1] ?? '',
      ],
    ],
  ])('%s: by status of both sides', async (format, statuses) => {
    const lines = linesOf(format);
    const pairs = lines.filter((line) => !line.startsWith('#')).map(statuses);
    const none = (status: string | undefined) => (status === '0' ? undefined : status);
    expect(await published(format, lines, 'ElbStatusCode')).toEqual(tally(pairs.map(([elb]) => elb)));
    expect(await published(format, lines, 'TargetStatusCode')).toEqual(tally(pairs.map(([, target]) => none(target))));
  });

  test.each([
    ['cloudfront', 'RequestTime', (line: string) => line.split('\t')[18]],
    ['cloudfront', 'TimeToFirstByte', (line: string) => line.split('\t')[27]],
    ['baidu-blb', 'RequestTime', (line: string) => /"request_time":"?([\d.]+)/.exec(line)?.[1]],
    ['jdcloud-alb', 'RequestTime', (line: string) => /"request_time":"?([\d.]+)/.exec(line)?.[1]],
  ])('%s: %s is measured as often as it is logged', async (format, metric, seconds) => {
    const lines = linesOf(format).filter((line) => !line.startsWith('#'));
    const measured = lines.filter((line) => /^\d/.test(seconds(line) ?? '-')).length;
    const byLoadBalancer = [...sums(await ingestText(format, lines.join('\n')))].filter(([name]) =>
      new RegExp(`^${metric}\\{LoadBalancer=[^,]*\\}$`).test(name),
    );
    const found = byLoadBalancer.reduce((sum, [, one]) => sum + one, 0);
    expect(measured).toBeGreaterThan(LINES / 2);
    expect(found).toBe(measured);
  });

  test('clb-access has no time of the whole request', async () => {
    const names = [...sums(await ingestText('clb-access', linesOf('clb-access').join('\n'))).keys()];
    expect(names.filter((name) => /^(?:RequestTime|TimeToFirstByte)/.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith('TargetProcessingTime')).length).toBeGreaterThan(0);
  });

  test('waf: by action, by rule, by counted rule', async () => {
    const lines = linesOf('waf');
    const actions = lines.map((line) => /"action":"([A-Z]+)","terminatingRuleMatch/.exec(line)?.[1]);
    expect(await published('waf', lines, 'WafAction')).toEqual(tally(actions));
    const rules = lines.map((line) => {
      const id = /"terminatingRuleId":"([^"]+)"/.exec(line)?.[1];
      const inner = /"terminatingRule":\{"ruleId":"([^"]+)"/.exec(line)?.[1];
      if (id === 'Default_Action') return undefined;
      return inner === undefined ? id : `${id}/${inner}`;
    });
    expect(await published('waf', lines, 'WafTerminatingRule')).toEqual(tally(rules));
    const counted = lines.map((line) =>
      line.includes('"ruleId":"new-geo-rule","action":"COUNT"') ? 'new-geo-rule' : undefined,
    );
    expect(await published('waf', lines, 'WafCountedRule')).toEqual(tally(counted));
  });

  test('cloudtrail: calls of this API that change something, by name', async () => {
    const lines = linesOf('cloudtrail').map((line, at) =>
      at % 7 === 0
        ? line.replace(/"Describe(\w+)"/, '"Modify$1"').replace('"readOnly":true', '"readOnly":false')
        : line,
    );
    const ours = lines.filter(
      (line) => /"eventSource":"elasticloadbalancing\./.test(line) && line.includes('"readOnly":false'),
    );
    const names = ours.map((line) => /"eventName":"(\w+)"/.exec(line)?.[1]);
    expect(names.length).toBeGreaterThan(100);
    expect(await published('cloudtrail', lines, 'ApiCall')).toEqual(tally(names));
  });
});
