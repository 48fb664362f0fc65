// Who else may deliver into the bucket made here: the statements of its policy, word for word.
import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../lambda/formats/index.ts';
import { settingsFrom } from '../../lib/check-settings.ts';
import { otherStatements } from '../../lib/other-deliveries.ts';
import type { SettingsInput } from '../../lib/settings.ts';
import { LogMetricsStack } from '../../lib/stack.ts';
import { resource, statements, synthesized, text } from './synthesized.ts';

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

describe('the bucket made here lets in', () => {
  test.each(['requests', 'healthChecks', 'firewall'] as const)('nobody else for %s alone', (family) => {
    expect(written({ families: [family] })).toEqual([]);
  });

  test('Network Load Balancers for connections, under a folder of their own', () => {
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

  test('each account that may write, or an organisation', () => {
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

test('the statements stand in the policy of the bucket', () => {
  const template = synthesized({ families: ['connections', 'apiEvents'] });
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

test('logs in these folders are recognised', () => {
  const day = '2026/05/04';
  const of = (key: string) => {
    const found = recognise(key);
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
    const notes = (settings: SettingsInput) => new LogMetricsStack(new App(), settings, {}).metrics.notes.join('\n');
    const asked = 'AWS WAF delivers only to a bucket whose name begins with aws-waf-logs-: set bucket.newName to one';
    expect(notes({ families: ['firewall'] })).toContain(`${asked}, got none`);
    expect(notes({ families: ['firewall'], bucket: { newName: 'shop-logs' } })).toContain(`${asked}, got shop-logs`);
    expect(notes({ families: ['firewall'], bucket: { newName: 'aws-waf-logs-shop' } })).not.toContain(asked);
    expect(notes({})).not.toContain(asked);
  });

  test('is for a bucket made here', () => {
    expect(() => settingsFrom({ bucket: { name: 'theirs', newName: 'ours' } })).toThrow(
      `'bucket.newName' is for the bucket made here and excludes 'bucket.name' 'theirs', got 'ours'`,
    );
  });
});

test('no more writers are taken than a bucket policy holds, whatever the families', () => {
  const families = ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'] as const;
  for (const chosen of [families, ['connections'], ['apiEvents'], ['firewall', 'apiEvents']] as const) {
    const accounts: string[] = [];
    const settings = () => ({
      families: [...chosen],
      delivery: { accounts },
      bucket: { prefix: 'some/prefix', newName: 'aws-waf-logs-shop' },
    });
    const isTaken = () => {
      try {
        return settingsFrom(settings());
      } catch {
        return undefined;
      }
    };
    for (let account = 100_000_000_000; isTaken() !== undefined && accounts.length < 200; account++) {
      accounts.push(String(account));
    }
    accounts.pop();
    const template = synthesized({ ...settings(), delivery: { accounts: [...accounts] } });
    const policy = JSON.stringify(resource(template, 'AWS::S3::BucketPolicy').Properties.PolicyDocument);
    const resolved = policy
      .replaceAll(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_, parts: string) => `"${parts.replaceAll(/","|"/g, '')}"`)
      .replaceAll(/\{Ref:AWS::Partition\},?/g, 'aws');
    expect([chosen.length, accounts.length > 7, resolved.length <= 20 * 1024]).toEqual([chosen.length, true, true]);
  }
});
