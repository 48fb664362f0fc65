import { Fn, Lazy } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, FAMILIES } from '../../../lambda/catalogue/metrics/index.ts';
import { DEFAULT_CONFIG, fromEnvironment, toEnvironment } from '../../../lambda/config.ts';
import { configFrom, settingsFrom } from '../../../lib/settings/check.ts';
import { settingsInContext } from '../../../lib/settings/context.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/0123456789abcdef';

test('no settings at all are the defaults of the function', () => {
  expect(configFrom(settingsFrom({}))).toEqual(DEFAULT_CONFIG);
});

test('every family of the catalogue can be set', () => {
  expect([...FAMILIES].sort()).toEqual(Object.keys(CATALOGUE).sort());
});

test('settings come back from the environment of the function as they were set', () => {
  const config = configFrom(
    settingsFrom({
      namespace: 'Shop/Logs',
      families: ['requests', 'connections'],
      routes: [{ name: 'checkout', method: 'POST', path: '/checkout/*' }],
      filter: { regions: ['eu-west-1'], accounts: ['123456789012'] },
      extraDimensions: ['Region'],
      examples: { errors: 0 },
      alarms: { slowSeconds: 1, overrides: { routes: { checkout: { errorPercent: 0.5 } } } },
    }),
  );
  expect(config.regions).toEqual(['eu-west-1']);
  expect(fromEnvironment(toEnvironment(config))).toEqual(config);
});

test('what only a deployment knows is taken, as a token of the CDK or with one in it', () => {
  for (const token of [Lazy.string({ produce: () => 'later' }), Fn.importValue('key'), `arn:aws:kms:${Fn.ref('x')}`])
    expect(settingsFrom({ encryptionKeyArn: token }).encryptionKeyArn).toBe(token);
  expect(() => settingsFrom({ encryptionKeyArn: 'Token[' })).toThrow(/encryptionKeyArn/);
});

describe('a wrong setting is named with its value and what would be right', () => {
  const KMS = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const cases: [name: string, input: unknown, message: string][] = [
    ['type', { targetGroups: 'yes' }, '`targetGroups` is "yes": must be true or false'],
    [
      'range',
      { function: { memoryMiB: 100 } },
      '`function.memoryMiB` is 100: must be a whole number from 768 to 10240',
    ],
    ['fraction', { function: { timeoutSeconds: 60.5 } }, ' is 60.5: must be a whole number from 30 to 900'],
    [
      'choice',
      { families: ['request'] },
      '`families.0` is "request": must be one of requests, connections, healthChecks, firewall, apiEvents',
    ],
    ['list', { families: 'requests' }, ': must be a list, each one of requests'],
    [
      'AWSLogs in the prefix',
      { bucket: { prefix: 'alb/AWSLogs' } },
      ': must be a key prefix of letters, digits and . _ - /, without AWSLogs in it',
    ],
    ['slash after the prefix', { bucket: { prefix: 'alb/' } }, '`bucket.prefix` is "alb/": must be a key prefix'],
    ['name instead of ARN', { loadBalancers: ['shop'] }, ': must be the ARN of an Application Load Balancer'],
    [
      'network load balancer',
      { loadBalancers: [ARN.replace('/app/', '/net/')] },
      'must be the ARN of an Application Load Balancer',
    ],
    [
      'reserved namespace',
      { namespace: 'AWS/Mine' },
      '`namespace` is "AWS/Mine": must be a CloudWatch namespace that does not begin with AWS/',
    ],
    ['unknown key', { bukcet: {} }, '`bukcet` is not a setting: did you mean `bucket`?'],
    ['unknown inner key', { bucket: { nmae: 'x' } }, '`nmae` is not a setting of `bucket`: did you mean `name`?'],
    [
      'misspelt alarm setting',
      { alarms: { errorPercnt: 5 } },
      '`errorPercnt` is not a setting of `alarms`: did you mean `errorPercent`?',
    ],
    ['key of a group', { errorPercent: 5 }, '`errorPercent` is not a setting: did you mean `alarms.errorPercent`?'],
    ['key like no other', { zzzz: 1 }, '`zzzz` is not a setting: the settings are stackName, loadBalancers, bucket'],
    ['part of the alarms', { alarms: { errorPercent: -1 } }, ': must be'],
    ['route', { routes: [{ name: 'x' }] }, '`routes[0]` matches everything: must have a method, a host or a path'],
    ['service', { services: [{ name: 'x' }] }, '`services[0]` matches everything: must have a targetGroup or a host'],
    ['no list of services', { services: 'x' }, '`services` is "x": must be a list of services'],
    [
      'override of a service that is none',
      { services: [{ name: 'buy', host: 'buy' }], alarms: { overrides: { services: { by: { errorPercent: 1 } } } } },
      "`alarms.overrides.services` has 'by': must be one of buy, Other",
    ],
    [
      'slowness of a service',
      { services: [{ name: 'buy', host: 'buy' }], alarms: { overrides: { services: { buy: { slowSeconds: 1 } } } } },
      '`slowSeconds` is not a setting of `alarms.overrides.services.buy`',
    ],
    ['no list of routes', { routes: 'x' }, '`routes` is "x": must be a list of routes'],
    [
      'topic without bucket',
      { bucket: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:logs' } },
      'must have `bucket.name`',
    ],
    ['key on our bucket', { bucket: { kmsKeyArn: KMS } }, 'load balancers deliver only to buckets with SSE-S3'],
    [
      'key where logs are switched on',
      { loadBalancers: [ARN], bucket: { name: 'logs', kmsKeyArn: KMS } },
      'must not be set together with `loadBalancers`',
    ],
    [
      'writers of a foreign bucket',
      { bucket: { name: 'logs' }, delivery: { accounts: ['123456789012'] } },
      '`delivery` is set: must not be set together with `bucket.name`',
    ],
    [
      'environment',
      {
        filter: {
          loadBalancers: Array.from({ length: 90 }, (_, n) => `app/load-balancer-with-a-long-name/${1e15 + n}`),
        },
      },
      "in the function's environment: must be at most 4096",
    ],
    [
      'unknown key of an override',
      { routes: [{ name: 'poll', path: '/poll' }], alarms: { overrides: { routes: { poll: { slowSecond: 1 } } } } },
      '`slowSecond` is not a setting of `alarms.overrides.routes.poll`: did you mean `slowSeconds`?',
    ],
    [
      'value of an override',
      { alarms: { overrides: { targetGroups: { cart: { errorPercent: 0 } } } } },
      '`alarms.overrides.targetGroups.cart.errorPercent` is 0: must be a percentage from 0.1 to 99.9',
    ],
    [
      'override that contradicts itself',
      { alarms: { overrides: { targetGroups: { events: { slowExpected: true, slowSeconds: 30 } } } } },
      '}: must not have `slowSeconds` or `slowPercent` if `slowExpected` is true',
    ],
    [
      'override of a route that is not named',
      { routes: [{ name: 'buy', path: '/buy' }], alarms: { overrides: { routes: { by: { errorPercent: 1 } } } } },
      "`alarms.overrides.routes` has 'by': must be one of buy, Other",
    ],
    [
      'override of a route where none is named',
      { alarms: { overrides: { routes: { buy: { errorPercent: 1 } } } } },
      "`alarms.overrides.routes` has 'buy': must be a name in `routes`, which is empty",
    ],
    [
      'override of a target group that is not measured',
      { targetGroups: false, alarms: { overrides: { targetGroups: { cart: { errorPercent: 1 } } } } },
      "`alarms.overrides.targetGroups` has 'cart': must be empty if `targetGroups` is false",
    ],
    [
      'override of a target group by its ARN',
      { alarms: { overrides: { targetGroups: { 'arn:aws:x:targetgroup/cart/0a': { errorPercent: 1 } } } } },
      "has 'arn:aws:x:targetgroup/cart/0a': must be a target group, as <name> or targetgroup/<name>/<id>",
    ],
    [
      'override of a load balancer that is not read',
      {
        filter: { loadBalancers: ['app/shop/0123456789abcdef'] },
        alarms: { overrides: { loadBalancers: { shop: { errorPercent: 1 }, web: { errorPercent: 1 } } } },
      },
      "`alarms.overrides.loadBalancers` has 'web': must be in `filter.loadBalancers`",
    ],
    [
      'overrides that fill the environment',
      {
        alarms: {
          overrides: {
            targetGroups: Object.fromEntries(
              Array.from({ length: 100 }, (_, n) => [`target-group-with-a-long-name-${n}`, { errorPercent: 1 }]),
            ),
          },
        },
      },
      'Shorten `routes`, `services`, `filter`, `formatByPrefix` or `alarms.overrides`',
    ],
    ['two at once', { targetGroups: 1, namespace: 2 }, '2 settings are wrong:\n- '],
  ];
  test.each(cases)('%s', (_, input, message) => {
    expect(() => settingsFrom(input)).toThrow(message);
  });
});

describe('settings from the context of the app', () => {
  const cases: [name: string, context: Record<string, unknown>, expected: unknown][] = [
    [
      'text from -c is read as what the setting wants',
      { targetGroups: 'false', 'function.memoryMiB': '1024' },
      { targetGroups: false, function: { memoryMiB: 1024 } },
    ],
    [
      'a list may be written with commas',
      { families: 'requests,connections' },
      { families: ['requests', 'connections'] },
    ],
    ['a list may be written as JSON', { loadBalancers: `["${ARN}"]` }, { loadBalancers: [ARN] }],
    [
      'a list of one may be written as text',
      { alarms: { email: 'a@example.com' } },
      { alarms: { email: ['a@example.com'] } },
    ],
    ['an empty list', { loadBalancers: '' }, { loadBalancers: [] }],
    ['an object may be written as JSON', { bucket: '{"name":"logs"}' }, { bucket: { name: 'logs' } }],
    [
      'text that looks like a number stays text where text is wanted',
      { 'bucket.account': '123456789012' },
      { bucket: { account: '123456789012' } },
    ],
    [
      '-c adds to the object of cdk.json',
      { 'bucket.prefix': 'alb', bucket: { name: 'logs', prefix: 'x' } },
      { bucket: { name: 'logs', prefix: 'alb' } },
    ],
    [
      'keys of CDK are left out',
      { '@aws-cdk/core:x': true, 'availability-zones:account=1': [], 'aws:cdk:enable-path-metadata': true },
      {},
    ],
    [
      'what is set for a name of yours',
      { 'alarms.overrides.routes.poll.slowExpected': 'true', 'alarms.overrides.targetGroups.cart.errorPercent': '0.5' },
      {
        alarms: {
          overrides: { routes: { poll: { slowExpected: true } }, targetGroups: { cart: { errorPercent: 0.5 } } },
        },
      },
    ],
    ['what cannot be read stays as it is, for the message', { targetGroups: 'maybe' }, { targetGroups: 'maybe' }],
  ];
  test.each(cases)('%s', (_, context, expected) => {
    expect(settingsInContext(context)).toEqual(expected);
  });

  test('reading does not change the context', () => {
    const bucket = { name: 'logs' };
    settingsInContext({ bucket, 'bucket.prefix': 'alb' });
    expect(bucket).toEqual({ name: 'logs' });
  });
});
