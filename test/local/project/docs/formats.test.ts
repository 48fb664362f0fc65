import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../../../lambda/catalogue/metrics/index.ts';
import { ALB_CONNECTION_FIELDS } from '../../../../lambda/formats/alb-connection.ts';
import { ALB_HEALTH_CHECK_FIELDS } from '../../../../lambda/formats/alb-health-check.ts';
import { BAIDU_BLB_FIELDS } from '../../../../lambda/formats/baidu-blb.ts';
import { CLB_ACCESS_FIELDS } from '../../../../lambda/formats/clb-access.ts';
import { CLOUDFRONT_FIELDS } from '../../../../lambda/formats/cloudfront.ts';
import { FORMATS, formatNamed, recognize } from '../../../../lambda/formats/index.ts';
import { JDCLOUD_ALB_FIELDS } from '../../../../lambda/formats/jdcloud-alb.ts';
import { JDCLOUD_HEALTH_CHECK_FIELDS } from '../../../../lambda/formats/jdcloud-health-check.ts';
import { NLB_ACCESS_FIELDS } from '../../../../lambda/formats/nlb-access.ts';
import { principalsIn } from '../../../../lib/bucket/delivery-principals.ts';
import { deliveryStatements } from '../../../../lib/bucket/log-bucket.ts';
import { otherStatements } from '../../../../lib/bucket/other-deliveries.ts';
import { settingsFrom } from '../../../../lib/settings/check.ts';
import { deliveriesOf } from '../../../../lib/settings/deliveries.ts';

const doc = readFileSync(new URL('../../../../docs/formats.md', import.meta.url), 'utf8');

/** Text of a format's section. */
function section(name: string): string {
  return doc.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
}

/** The JSON block behind `<!-- policy:NAME -->`, as a list of statements. */
function policy(name: string): readonly Statement[] {
  const [, json = 'null'] = new RegExp(`<!-- policy:${name} -->\\s*\`\`\`json\\n([\\s\\S]*?)\`\`\``).exec(doc) ?? [];
  const parsed: unknown = JSON.parse(json);
  return (Array.isArray(parsed) ? parsed : [parsed]) as Statement[];
}

interface Statement {
  readonly Effect: string;
  readonly Principal: { readonly Service: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

describe('docs/formats.md', () => {
  test.each(FORMATS.map(({ name }) => name))('says of %s how it is switched on', (name) => {
    expect(section(name)).toMatch(/\*\*Switched on|^\nAs alb-access-vended/);
  });

  test('has sections in the order of the list, and none of a format that is not', () => {
    const headings = [...doc.matchAll(/^## ([a-z0-9-]+)$/gm)].map(([, name]) => name);
    expect([...headings].sort()).toEqual(FORMATS.map(({ name }) => name).sort());
  });

  test.each([
    ['alb-connection', ALB_CONNECTION_FIELDS],
    ['alb-health-check', ALB_HEALTH_CHECK_FIELDS],
    ['nlb-access', NLB_ACCESS_FIELDS],
    ['clb-access', CLB_ACCESS_FIELDS],
    ['cloudfront', CLOUDFRONT_FIELDS],
    ['baidu-blb', BAIDU_BLB_FIELDS],
    ['jdcloud-alb', JDCLOUD_ALB_FIELDS],
    ['jdcloud-health-check', JDCLOUD_HEALTH_CHECK_FIELDS],
  ] as const)('lists the fields of %s in their order', (name, fields) => {
    expect(section(name).replace(/\s+/g, ' ')).toContain(`\`${fields.join(' ')}\``);
  });

  test('shows only formatByPrefix settings that are right', () => {
    const examples = [...doc.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']): object => JSON.parse(json));
    const settings = examples.filter((example) => 'formatByPrefix' in example);
    expect(settings).toHaveLength(4);
    for (const example of settings) {
      const { formatByPrefix } = settingsFrom(example);
      for (const name of Object.values(formatByPrefix)) expect(formatNamed(name)?.name).toBe(name);
    }
  });

  test('names the formats that the setting takes, and no other is taken', () => {
    expect(() => settingsFrom({ formatByPrefix: { 'blb/': 'baidu' } })).toThrow(
      `\`formatByPrefix.blb/\` is "baidu": must be one of ${FORMATS.map(({ name }) => name).join(', ')}`,
    );
  });
});

describe('the bucket policy in docs/formats.md', () => {
  test('of Application Load Balancers is the one that a deployment writes', () => {
    const place = {
      bucketArn: 'arn:aws:s3:::BUCKET',
      partition: 'aws',
      account: '123456789012',
      region: 'eu-central-1',
    };
    const statements = deliveryStatements(
      { ...place, principals: principalsIn(place) },
      settingsFrom({ delivery: { sourceArn: true } }),
    );
    expect(new Stack().resolve(statements.map((statement) => statement.toStatementJson()))).toEqual(
      policy('alb-access'),
    );
  });

  test('of Network Load Balancers is the one that a deployment writes, but for the folder', () => {
    const place = {
      bucketArn: 'arn:aws:s3:::BUCKET',
      partition: 'aws',
      account: '123456789012',
      region: 'eu-central-1',
    };
    const statements = otherStatements(place, settingsFrom({ families: ['connections'] }));
    const json: unknown = new Stack().resolve(statements.map((statement) => statement.toStatementJson()));
    expect(JSON.parse(JSON.stringify(json).replace('/network/', '/'))).toEqual(policy('nlb-access'));
  });

  test('says of each folder of the bucket made here who may write to it', () => {
    const folders = FAMILIES.map(deliveriesOf)
      .flatMap(({ loadBalancer, other }) => [loadBalancer?.folder ?? '', other?.folder ?? ''])
      .filter((folder) => folder !== '');
    const rows = [...doc.matchAll(/^\| `\w+` \| .* \| `([a-z-]+)` \|$/gm)].map(([, folder]) => folder);
    expect(rows.sort()).toEqual(folders.sort());
  });

  test.each([
    ['nlb-access', 'delivery.logs.amazonaws.com', ['s3:GetBucketAcl', 's3:PutObject']],
    ['cloudfront', 'delivery.logs.amazonaws.com', ['s3:PutObject']],
    ['cloudtrail', 'cloudtrail.amazonaws.com', ['s3:GetBucketAcl', 's3:PutObject']],
    ['alb-access-vended', 'delivery.logs.amazonaws.com', ['s3:PutObject']],
  ])('of %s lets that service do what it needs, for one account', (name, service, actions) => {
    const statements = policy(name);
    expect(statements.map(({ Action }) => Action)).toEqual(actions);
    for (const { Effect, Principal, Action, Resource, Condition } of statements) {
      expect({ Effect, Principal }).toEqual({ Effect: 'Allow', Principal: { Service: service } });
      expect(Resource).toMatch(Action === 's3:GetBucketAcl' ? /:::BUCKET$/ : /:::BUCKET\/.*\*$/);
      expect(JSON.stringify(Condition)).toContain('123456789012');
      if (Action === 's3:PutObject') {
        expect(Condition.StringEquals?.['s3:x-amz-acl']).toBe('bucket-owner-full-control');
      }
    }
  });

  test('covers the keys that the format has', () => {
    const key = 'AWSLogs/123456789012/CloudFront/E2EXAMPLE12345/part-0.gz';
    expect(recognize(key)).toMatchObject({ format: { name: 'cloudfront' } });
    const [put] = policy('cloudfront');
    expect(`arn:aws:s3:::BUCKET/${key}`.startsWith((put?.Resource ?? '-').replace('*', ''))).toBe(true);
  });
});
