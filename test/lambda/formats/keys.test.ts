import { describe, expect, test } from 'vitest';
import { FORMATS, formatsOfLine, recognize } from '../../../lambda/formats/index.ts';
import { soundLines } from '../../../local/generate/families.ts';
import { sample } from './entries.ts';

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly loadBalancer: string;
  readonly end: string;
}

const rows: Row[] = sample('object-keys/constructed-keys.tsv')
  .toString()
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [key = '', kind = '', account = '', region = '', loadBalancer = '', end = ''] = line.split('\t');
    return { key, kind, account, region, loadBalancer, end };
  });

/** Words of the key list for objects that are no log -> our reasons. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'test-object': ['testObject'],
  ignore: ['digest', 'folder'],
  unknown: ['unknown'],
};

const blank = (field: string) => (field === '' ? undefined : field);

describe('an object key', () => {
  test('has 19 constructed cases', () => {
    expect(rows).toHaveLength(19);
  });

  test.each(rows)('$kind: $key', ({ key, kind, account, region, loadBalancer, end }) => {
    const recognized = recognize(key);
    const reasons = REASONS[kind];
    if (reasons !== undefined) {
      expect(reasons).toContain('ignored' in recognized ? recognized.ignored : 'a format');
      return;
    }
    expect('format' in recognized && recognized.format.name).toBe(kind);
    if (kind === 'cloudfront') {
      expect(recognized).toMatchObject({ facts: { loadBalancer: 'EMLARXS9EXAMPLE', end: undefined } });
      return;
    }
    expect('format' in recognized && recognized.facts).toEqual({
      account: blank(account),
      region: blank(region),
      loadBalancer: blank(loadBalancer),
      end: Date.parse(end.replace('Z', ':00Z')),
    });
  });

  test.each([
    [
      'AWSLogs/123456789012/CloudTrail-Insight/x/123456789012_CloudTrail-Insight_us-east-1_20260504T1000Z_a.json.gz',
      'digest',
    ],
    ['cf/year=2026/E2EXAMPLE12345.parquet', 'parquet'],
    ['AWSLogs/123456789012/CloudFront/part-0.snappy.parquet', 'parquet'],
    ['notes.txt', 'unknown'],
    ['', 'folder'],
  ])('%s is ignored, as %s', (key, reason) => {
    expect(recognize(key)).toEqual({ ignored: reason });
  });

  test.each([
    [
      'AWSLogs/123456789012/CloudFront/E2EXAMPLE12345/2026/05/04/10/part-0.gz',
      { account: '123456789012', loadBalancer: 'E2EXAMPLE12345' },
    ],
    [
      'AWSLogs/aws-account-id=123456789012/CloudFront/DistributionId=e2example12345/year=2026/x.gz',
      { account: '123456789012', loadBalancer: 'E2EXAMPLE12345' },
    ],
    [
      'environment/AWSLogs/aws-account-id=123456789012/CloudFront/DistributionId=E2EXAMPLE12345/x.gz',
      { account: '123456789012', loadBalancer: 'E2EXAMPLE12345' },
    ],
    [
      'enterprise/AWSLogs/123456789012/CloudFront/E2EXAMPLE12345/2026/x.gz',
      { account: '123456789012', loadBalancer: 'E2EXAMPLE12345' },
    ],
    ['edgelogs2026/AWSLogs/123456789012/CloudFront/x.gz', { account: '123456789012', loadBalancer: undefined }],
  ])('CloudFront version 2 below its default path: %s', (key, facts) => {
    expect(recognize(key)).toMatchObject({ format: { name: 'cloudfront' }, facts });
  });

  test('that says nothing has the format of the longest prefix in the settings', () => {
    const formatByPrefix = { 'jd/': 'jdcloud-alb', 'jd/health/': 'jdcloud-health-check', 'blb/': 'baidu-blb' };
    const nameOf = (key: string) => {
      const recognized = recognize(key, formatByPrefix);
      return 'format' in recognized ? recognized.format.name : recognized.ignored;
    };
    expect(['jd/2026_task_1', 'jd/health/2026_task_1', 'blb/a', 'other/a'].map(nameOf)).toEqual([
      'jdcloud-alb',
      'jdcloud-health-check',
      'baidu-blb',
      'unknown',
    ]);
  });

  test('that names a table is a log only where the settings expect one, to be refused in words', () => {
    const key = 'cf/year=2026/E2EXAMPLE12345.parquet';
    expect(recognize(key, { 'other/': 'cloudfront' })).toEqual({ ignored: 'parquet' });
    expect(recognize(key, { 'cf/': 'cloudfront' })).toMatchObject({ format: { name: 'cloudfront' } });
  });

  test('of an AWS log has its own format no matter what the prefix says', () => {
    const key = rows.find(({ kind }) => kind === 'waf')?.key ?? '';
    expect(recognize(key, { AWSLogs: 'cloudfront' })).toMatchObject({ format: { name: 'waf' } });
  });
});

describe('a key that names another account than its folder is not read', () => {
  const [own, other] = ['111111111111', '222222222222'];
  const alb = (account: string) =>
    `elasticloadbalancing/eu-west-1/2026/05/04/${account}_elasticloadbalancing_eu-west-1_app.shop.0123456789abcdef_20260504T1000Z_10.0.0.1_abcdefgh.log.gz`;

  test.each([
    `AWSLogs/${own}/${alb(other)}`,
    `prefix/AWSLogs/${own}/x/AWSLogs/${other}/${alb(other)}`,
    `AWSLogs/${own}/AWSLogs/${other}/CloudFront/E123456789ABCD/log.gz`,
    `AWSLogs/o-a1b2c3d4e5/${own}/CloudTrail/eu-west-1/2026/05/04/${other}_CloudTrail_eu-west-1_20260504T1000Z_abc.json.gz`,
    `AWSLogs/${own}/WAFLogs/eu-west-1/edge/${other}_waflogs_eu-west-1_edge_20260504T1000Z_abc.log.gz`,
  ])('%s', (key) => {
    expect(recognize(key)).toEqual({ ignored: 'otherAccount' });
  });

  test.each([
    `AWSLogs/${own}/${alb(own)}`,
    `backup/AWSLogs/${own}/copy/AWSLogs/${own}/${alb(own)}`,
    `AWSLogs/o-a1b2c3d4e5/${own}/CloudTrail/eu-west-1/2026/05/04/${own}_CloudTrail_eu-west-1_20260504T1000Z_abc.json.gz`,
    `AWSLogs/aws-account-id=${own}/CloudFront/E123456789ABCD/log.gz`,
    `moved/${alb(own)}`,
  ])('but this one is: %s', (key) => {
    expect(recognize(key)).toHaveProperty('format');
  });
});

describe('an object whose key says nothing is known by its first line', () => {
  const first: [format: string, line: string][] = [
    ...['alb-connection', 'alb-health-check', 'nlb-access', 'clb-access', 'baidu-blb', 'jdcloud-alb'].map(
      (format): [string, string] => [format, soundLines(format, 1, 7)[0] ?? ''],
    ),
    ['jdcloud-health-check', soundLines('jdcloud-health-check', 1, 7)[0] ?? ''],
    ['waf', soundLines('waf', 1, 7)[0] ?? ''],
    ['cloudfront', soundLines('cloudfront-json', 1, 7)[0] ?? ''],
    ['cloudfront', soundLines('cloudfront', 1, 7)[1] ?? ''],
    ['cloudfront', soundLines('cloudfront', 1, 7)[2] ?? ''],
    ['waf', '{"timestamp":1,"webaclId":"a","headers":[{"name":"x-edge-location","value":"vdum_ups_id"}]}'],
    ['cloudfront', '#Fields: date time x-edge-location asn timestamp(ms) x-host-header cs(Cookie)'],
    ['cloudtrail', soundLines('cloudtrail', 1, 7)[0] ?? ''],
    ['cloudtrail', '{"Records":[{"eventVersion":"1.11"'],
    ['alb-access-vended', '{"type":"https","time":"2026-05-04T10:00:01.250000Z","target_processing_time":"0.045"}'],
    ['alb-connection-vended', '#Fields: timestamp client_ip client_port listener_port tls_protocol tls_verify_status'],
    ['alb-health-check-vended', '{"type":"http","latency":0.004,"target_group_id":"web-tg","status":"PASS"}'],
    ['nlb-access-vended', '{"type":"tls","tls_protocol_version":"tlsv13"}'],
  ];

  test.each(first)('%s', (format, line) => {
    expect(formatsOfLine(line).map(({ name }) => name)).toEqual([format]);
  });

  test.each([
    '{',
    '{"name":"shop","scripts":{}}',
    '{"Record":[',
    '{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{}}',
    '{"note":"target_processing_time"}',
    '{"columns":{"target_group_id":1}}',
    '{"type":"tls","tls_protocol_version":',
    '{"timestamp":1,"webaclId":',
    '#Version: 1.0',
    '#Fields: timestamp my_tls_verify_status',
  ])('which is of no format: %s', (line) => {
    expect(formatsOfLine(line)).toEqual([]);
  });

  test('which no other format takes for its own', () => {
    for (const [format, line] of first) {
      expect(FORMATS.filter(({ looksLike }) => looksLike(line)).map(({ name }) => name)).toEqual([format]);
    }
  });
});
