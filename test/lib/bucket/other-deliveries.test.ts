/** Who else may deliver into the bucket made here: the statements of its policy, word for word. */

import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { recognize } from '../../../lambda/formats/index.ts';
import { otherStatements } from '../../../lib/bucket/other-deliveries.ts';
import { LoadBalancerLogMetrics } from '../../../lib/load-balancer-log-metrics.ts';
import { settingsFrom } from '../../../lib/settings/check.ts';
import type { SettingsInput } from '../../../lib/settings/types.ts';
import { LogMetricsStack } from '../../../lib/stack.ts';
import { rounds } from '../../support/rounds.ts';
import { quickApp, resource, statements, synthesized, text } from '../../support/synthesized.ts';

const PLACE = { bucketArn: 'arn:aws:s3:::BUCKET', partition: 'aws', account: '123456789012', region: 'eu-central-1' };
const LOGS = { Service: 'delivery.logs.amazonaws.com' };
const TRAIL = { Service: 'cloudtrail.amazonaws.com' };
const FULL = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const ofLogs = (...accounts: string[]) => accounts.map((account) => `arn:aws:logs:eu-central-1:${account}:*`);

function written(settings: SettingsInput): unknown {
  return new Stack().resolve(otherStatements(PLACE, settingsFrom(settings)).map((one) => one.toStatementJson()));
}

const allow = (Principal: object, Action: string, Resource: string, Condition: object) => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource,
  Condition,
});

describe('the bucket made here allows', () => {
  test.each(['requests', 'healthChecks', 'firewall'] as const)('nobody else for %s alone', (family) => {
    expect(written({ families: [family] })).toEqual([]);
  });

  test('Network Load Balancers for connections, under a their own folder', () => {
    const [source] = ofLogs('123456789012');
    const mine = { 'aws:SourceAccount': '123456789012' };
    expect(written({ families: ['connections'], bucket: { prefix: 'elb' } })).toEqual([
      allow(LOGS, 's3:GetBucketAcl', 'arn:aws:s3:::BUCKET', {
        StringEquals: mine,
        ArnLike: { 'aws:SourceArn': source },
      }),
      allow(LOGS, 's3:PutObject', 'arn:aws:s3:::BUCKET/elb/network/AWSLogs/123456789012/*', {
        StringEquals: { ...mine, ...FULL },
        ArnLike: { 'aws:SourceArn': source },
      }),
    ]);
  });

  test('trails of the account for API events', () => {
    const trails = { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:123456789012:trail/*' } };
    expect(written({ families: ['apiEvents'] })).toEqual([
      allow(TRAIL, 's3:GetBucketAcl', 'arn:aws:s3:::BUCKET', trails),
      allow(TRAIL, 's3:PutObject', 'arn:aws:s3:::BUCKET/cloudtrail/AWSLogs/123456789012/*', {
        StringEquals: FULL,
        ...trails,
      }),
    ]);
  });

  test('AWS WAF, if the bucket has the name that it wants', () => {
    const bucket = { newName: 'aws-waf-logs-shop' };
    const found = written({ families: ['firewall'], bucket }) as { Resource: string }[];
    expect(found.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::BUCKET',
      'arn:aws:s3:::BUCKET/waf/AWSLogs/123456789012/*',
    ]);
    expect(resource(synthesized({ families: ['firewall'], bucket }), 'AWS::S3::Bucket').Properties.BucketName).toBe(
      'aws-waf-logs-shop',
    );
    expect(resource(synthesized(), 'AWS::S3::Bucket').Properties).not.toHaveProperty('BucketName');
  });

  test('each account that may write, or an organization', () => {
    const accounts = ['111111111111', '222222222222'];
    const organizationId = 'o-a1b2c3d4e5';
    expect(written({ families: ['connections'], delivery: { accounts } })).toEqual([
      allow(LOGS, 's3:GetBucketAcl', 'arn:aws:s3:::BUCKET', {
        StringEquals: { 'aws:SourceAccount': accounts },
        ArnLike: { 'aws:SourceArn': ofLogs(...accounts) },
      }),
      ...accounts.map((account) =>
        allow(LOGS, 's3:PutObject', `arn:aws:s3:::BUCKET/network/AWSLogs/${account}/*`, {
          StringEquals: { 'aws:SourceAccount': account, ...FULL },
          ArnLike: { 'aws:SourceArn': ofLogs(account)[0] },
        }),
      ),
    ]);
    const equal = { 'aws:SourceOrgId': organizationId };
    expect(written({ families: ['apiEvents'], delivery: { organizationId } })).toEqual([
      allow(TRAIL, 's3:GetBucketAcl', 'arn:aws:s3:::BUCKET', { StringEquals: equal }),
      allow(TRAIL, 's3:PutObject', 'arn:aws:s3:::BUCKET/cloudtrail/AWSLogs/*', {
        StringEquals: { ...equal, ...FULL },
      }),
    ]);
  });
});

test('the statements are in the policy of the bucket', () => {
  const env = { account: '123456789012', region: 'eu-central-1' };
  const template = synthesized({ families: ['connections', 'apiEvents'] }, env);
  const found = statements(template, 'AWS::S3::BucketPolicy')
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Principal, Action, Resource }) => `${text(Principal?.Service)} ${text(Action)} ${text(Resource)}`);
  const bucket = '<LogsLogBucket.Arn>';
  expect(found).toEqual([
    `logdelivery.elasticloadbalancing.amazonaws.com s3:PutObject ${bucket}/connection/AWSLogs/<AWS::AccountId>/*`,
    `delivery.logs.amazonaws.com s3:GetBucketAcl ${bucket}`,
    `delivery.logs.amazonaws.com s3:PutObject ${bucket}/network/AWSLogs/<AWS::AccountId>/*`,
    `cloudtrail.amazonaws.com s3:GetBucketAcl ${bucket}`,
    `cloudtrail.amazonaws.com s3:PutObject ${bucket}/cloudtrail/AWSLogs/<AWS::AccountId>/*`,
  ]);
});

test('logs in these folders are recognized', () => {
  const day = '2026/05/04';
  const of = (key: string) => {
    const found = recognize(key);
    return 'format' in found ? found.format.name : found.ignored;
  };
  const account = 'AWSLogs/123456789012';
  const file =
    '123456789012_elasticloadbalancing_eu-central-1_net.edge.0123456789abcdef_20260504T1005Z_abcd1234.log.gz';
  expect(of(`elb/network/${account}/elasticloadbalancing/eu-central-1/${day}/${file}`)).toBe('nlb-access');
  expect(
    of(
      `waf/${account}/WAFLogs/eu-central-1/acl/${day}/10/05/123456789012_waflogs_eu-central-1_acl_20260504T1005Z_ab12.log.gz`,
    ),
  ).toBe('waf');
  expect(
    of(
      `cloudtrail/${account}/CloudTrail/eu-central-1/${day}/123456789012_CloudTrail_eu-central-1_20260504T1005Z_abcdEFGH12345678.json.gz`,
    ),
  ).toBe('cloudtrail');
});

describe('a name for the bucket', () => {
  test('is asked for where the firewall is to be read', () => {
    const notes = (settings: SettingsInput) => new LogMetricsStack(quickApp(), settings, {}).metrics.notes.join('\n');
    const asked = 'must begin with aws-waf-logs-, because AWS WAF delivers to no other bucket';
    expect(notes({ families: ['firewall'] })).toContain(`\`bucket.newName\` is not set: ${asked}`);
    expect(notes({ families: ['firewall'], bucket: { newName: 'shop-logs' } })).toContain(
      `\`bucket.newName\` is shop-logs: ${asked}`,
    );
    expect(notes({ families: ['firewall'], bucket: { newName: 'aws-waf-logs-shop' } })).not.toContain(asked);
    expect(notes({})).not.toContain(asked);
  });

  test('is for a bucket made here', () => {
    expect(() => settingsFrom({ bucket: { name: 'theirs', newName: 'ours' } })).toThrow(
      "`bucket.newName` is 'ours': must not be set together with `bucket.name`, which is 'theirs'",
    );
  });
});

describe('as many writers are taken as a bucket policy holds', () => {
  const families = ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'] as const;
  const cases: [name: string, settings: SettingsInput, region: string][] = [
    ['of every log', { families: [...families] }, 'eu-central-1'],
    ['of one log, with their load balancers', { delivery: { sourceArn: true } }, 'eu-central-1'],
    ['in China, where two deliver', {}, 'cn-north-1'],
    ['of one log', {}, 'eu-central-1'],
    ['of connections', { families: ['connections'] }, 'eu-central-1'],
    ['of API events', { families: ['apiEvents'] }, 'eu-central-1'],
    ['in China, with their load balancers', { delivery: { sourceArn: true } }, 'cn-north-1'],
  ];
  const writers = (count: number) => Array.from({ length: count }, (_, n) => String(100_000_000_000 + n));
  const withWriters = (settings: SettingsInput, count: number): SettingsInput => ({
    ...settings,
    delivery: { ...settings.delivery, accounts: writers(count) },
    bucket: { prefix: 'some/prefix', newName: 'aws-waf-logs-shop' },
  });

  test.each(cases.slice(0, rounds(3, cases.length)))('%s', (_, settings, region) => {
    const env = { account: '123456789012', region };
    const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
    const bytes = (count: number): number | undefined => {
      try {
        return policyBytes(synthesized(withWriters(settings, count), env), partition);
      } catch (error) {
        expect(String(error)).toContain(`has ${count} accounts, which need a policy of`);
        return undefined;
      }
    };
    // Each account takes about as much as any other, so the last that fits is near.
    const [one = 0, eleven = 0] = [bytes(1), bytes(11)];
    let taken = Math.floor((20_480 - one) / ((eleven - one) / 10)) + 1;
    while (bytes(taken) === undefined) taken--;
    while (bytes(taken + 1) !== undefined) taken++;
    const [last = 0, before = 0] = [bytes(taken), bytes(taken - 1)];
    expect(last).toBeLessThanOrEqual(20_480);
    expect(last + (last - before)).toBeGreaterThan(20_480);
  });

  test('more where CDK merges their statements than where it does not', () => {
    const delivery = { accounts: writers(100) };
    expect(() => synthesized({ delivery })).not.toThrow();
    expect(() => new LoadBalancerLogMetrics(new Stack(quickApp(), 'Shop'), 'Logs', { delivery })).toThrow(
      '`delivery.accounts` has 100 accounts, which need a policy of',
    );
  });

  test('with their load balancers, which no statement can share, not 62', () => {
    expect(() => synthesized({ delivery: { accounts: writers(62), sourceArn: true } })).toThrow('has 62 accounts');
  });

  function policyBytes(template: Template, partition: string): number {
    const { Properties } = resource(template, 'AWS::S3::BucketPolicy');
    const full = JSON.stringify(Properties.PolicyDocument, (_, value) =>
      value?.['Fn::Join'] || value?.['Fn::GetAtt'] ? text(value) : value,
    );
    return full
      .replaceAll('<LogsLogBucket.Arn>', `arn:${partition}:s3:::aws-waf-logs-shop`)
      .replaceAll('<AWS::Partition>', partition).length;
  }
});
