/**
 * The template that needs no CDK: whole in itself, within CloudFormation's limits, with the code of the functions next
 * to it.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { isObject } from '../../../lambda/catalogue/json-object.ts';
import { bundleDirectory } from '../../../lib/function/bundle-directory.ts';
import { settingsFrom } from '../../../lib/settings/check.ts';
import { type CloudFormationTemplate, type Json, mapJson } from '../../../local/template/rewrite.ts';
import { standalone } from '../../../local/template/standalone.ts';
import { IS_LONG } from '../../support/rounds.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188';
const SHAPES: Readonly<Record<string, object>> = {
  'no settings': {},
  'two load balancers and an address': {
    loadBalancers: [ARN, ARN.replace('shop', 'api')],
    alarms: { email: ['oncall@example.com'] },
  },
  'a bucket that exists': { bucket: { name: 'company-logs', prefix: 'alb' } },
  'every family': { families: ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'] },
};

/** Synthesizing takes long, and no test changes what it gets. */
const templates = new Map<string, ReturnType<typeof fresh>>();

function made(settings: object): ReturnType<typeof fresh> {
  const key = JSON.stringify(settings);
  const known = templates.get(key) ?? fresh(settings);
  templates.set(key, known);
  return known;
}

function fresh(settings: object) {
  // CDK's check of the template is most of the time that a synthesis takes.
  const { inBucket, local, code } = standalone(settingsFrom(settings), { builtinCloudFormationValidation: IS_LONG });
  return { inBucket: inBucket as CloudFormationTemplate, local: local as CloudFormationTemplate, code };
}

/** Names that the template refers to and does not have. */
function missing(template: CloudFormationTemplate): string[] {
  const { Resources, Parameters, Conditions } = template;
  const known = new Set([...Object.keys(Resources), ...Object.keys(Parameters ?? {})]);
  const conditions = new Set(Object.keys(Conditions ?? {}));
  const wrong: string[] = [];
  mapJson(template, (value) => {
    if (!isObject(value)) return value;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::If': choice, Condition } = value;
    if (typeof Ref === 'string' && !Ref.startsWith('AWS::') && !known.has(Ref)) wrong.push(Ref);
    if (Array.isArray(attribute) && !known.has(String(attribute[0]))) wrong.push(String(attribute[0]));
    if (Array.isArray(choice) && !conditions.has(String(choice[0]))) wrong.push(String(choice[0]));
    if (typeof Condition === 'string' && !conditions.has(Condition)) wrong.push(Condition);
    return value;
  });
  return wrong;
}

describe.each(Object.entries(SHAPES))('the template of %s', (_name, settings) => {
  const { inBucket, local, code } = made(settings);
  const text = JSON.stringify(inBucket);

  test('refers only to what it has', () => {
    expect(missing(inBucket)).toEqual([]);
    expect(missing(local)).toEqual([]);
  });

  test('needs no bootstrap and says nothing of the CDK', () => {
    expect(text).not.toMatch(/cdk-hnb|BootstrapVersion|aws:cdk|AWS::CDK|log-prefix-of-this-deployment/);
  });

  test('is below the limits of CloudFormation', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(Object.keys(inBucket.Resources).length).toBeLessThanOrEqual(500);
    expect(Object.keys(inBucket.Parameters ?? {}).length).toBeLessThanOrEqual(200);
  });

  test('has the code of every function next to it, and names it both ways', () => {
    const functions = Object.values(inBucket.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const names = functions.map(({ Properties }) => /[0-9a-f]{16}\.zip/.exec(JSON.stringify(Properties))?.[0]);
    expect(new Set(names)).toEqual(new Set(code.keys()));
    for (const [name] of code) expect(JSON.stringify(local)).toContain(`"Code":"./${name}"`);
  });
});

test('the zip file holds the bundle, and is the same each time', () => {
  const [first] = made({}).code.values();
  const [second] = fresh({}).code.values();
  expect(first).toEqual(second);
  const unpacked = unzipSync(first ?? new Uint8Array());
  expect(Object.keys(unpacked)).toEqual(['THIRD-PARTY.txt', 'index.mjs']);
  expect(Buffer.from(unpacked['index.mjs'] ?? []).toString()).toBe(
    readFileSync(join(bundleDirectory('handler'), 'index.mjs'), 'utf8'),
  );
});

test('parameters have the settings as their defaults', () => {
  const { inBucket } = made({
    loadBalancers: [ARN],
    bucket: { prefix: 'alb/eu', newName: 'shop-logs' },
    alarms: { email: ['oncall@example.com'] },
  });
  const defaults = Object.entries((inBucket.Parameters ?? {}) as Record<string, { Default?: string }>).map(
    ([name, { Default }]) => [name, Default],
  );
  expect(Object.fromEntries(defaults)).toEqual({
    CodeBucket: undefined,
    CodePrefix: '',
    AlarmEmail: 'oncall@example.com',
    AlarmTopicArn: '',
    LogPrefix: 'alb/eu',
    LogBucketName: 'shop-logs',
    LoadBalancerArn1: ARN,
  });
});

test('a topic that is given takes the place of ours everywhere', () => {
  const { inBucket } = made({});
  const topics = Object.entries(inBucket.Resources).filter(([, { Type }]) => Type === 'AWS::SNS::Topic');
  expect(topics.length).toBeGreaterThan(0);
  for (const [id, topic] of topics) {
    expect(topic.Condition).toBe('OwnTopic');
    const others = Object.values(inBucket.Resources).filter(({ Type }) => !Type.startsWith('AWS::SNS::'));
    const plain = others.filter((resource) => {
      const withoutChoice = mapJson(resource, (value) => (isObject(value) && 'Fn::If' in value ? 'choice' : value));
      return JSON.stringify(withoutChoice).includes(`{"Ref":"${id}"}`);
    });
    expect(plain).toEqual([]);
  }
});

/** The CDK makes a function wait for the policy of its role, too. */
function withoutWaits(resources: Json | undefined): Json {
  return mapJson(resources ?? null, (value) => {
    if (!isObject(value)) return value;
    const { DependsOn: _, ...rest } = value;
    return rest;
  });
}

test("a CDK app of any language takes it: CfnInclude gives the same resources, with the app's parameters in them", () => {
  const { inBucket } = made({});
  const folder = mkdtempSync(join(tmpdir(), 'included-'));
  try {
    const templateFile = join(folder, 'template.json');
    writeFileSync(templateFile, JSON.stringify(inBucket));
    const app = new App({ outdir: join(folder, 'out'), builtinCloudFormationValidation: false });
    const parameters = { CodeBucket: 'my-artifacts', CodePrefix: 'v1/' };
    new CfnInclude(new Stack(app, 'Logs'), 'LogMetrics', { templateFile, parameters });
    const { Resources } = app.synth().getStackByName('Logs').template;
    const expected = mapJson(inBucket.Resources, (value) =>
      isObject(value) && typeof value.Ref === 'string'
        ? (parameters[value.Ref as keyof typeof parameters] ?? value)
        : value,
    );
    expect(withoutWaits(Resources)).toEqual(withoutWaits(expected));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('an address of the settings is subscribed once', () => {
  const { inBucket } = made({ alarms: { email: ['a@example.com', 'b@example.com'] } });
  const endpoints = Object.values(inBucket.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::SNS::Subscription' && isObject(Properties) ? [Properties.Endpoint] : [],
  );
  expect(endpoints).toEqual(['b@example.com', { Ref: 'AlarmEmail' }]);
});
