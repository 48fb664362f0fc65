/**
 * Every setting, its default and what is right for it. A deployment needs none of them. `Config` of lambda/config.ts is
 * the part the function needs at run time; the rest shapes the stack. Checked by check-settings.ts.
 */

import { z } from 'zod';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { PROFILES } from '../../lambda/catalogue/metrics/profiles.ts';
import type { RouteDefinition, ServiceDefinition } from '../../lambda/config.ts';
import { DEFAULT_CONFIG, EXTRA_DIMENSIONS } from '../../lambda/config.ts';
import { routeProblems } from '../../lambda/diagnosis/routes.ts';
import { serviceProblems } from '../../lambda/diagnosis/services.ts';
import { FORMATS } from '../../lambda/formats/index.ts';
import { accountSettings } from './account.ts';
import { alarmSettings } from './alarms.ts';
import { ACCOUNT, bucketSettings, deliverySettings } from './bucket.ts';
import { choice, flag, list, matching, whole } from './values.ts';

export const FAMILIES = [
  'requests',
  'connections',
  'healthChecks',
  'firewall',
  'apiEvents',
] as const satisfies readonly Family[];

const APPLICATION_LOAD_BALANCER = [
  /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[A-Za-z0-9-]+\/[0-9a-f]+$/,
  'the ARN of an Application Load Balancer (arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/app/<name>/<id>)',
] as const;

/** Checked by lambda/diagnosis/routes.ts and services.ts, which also match them. Their sentences name key and value already. */
function checkedBy(problemsOf: (definitions: unknown) => readonly string[]) {
  return (definitions: unknown, context: z.core.$RefinementCtx): void => {
    for (const message of problemsOf(definitions)) {
      context.addIssue({ code: 'custom', message, params: { complete: true } });
    }
  };
}

const routes = z
  .array(z.custom<RouteDefinition>().meta({ typescript: 'RouteDefinition' }), { error: 'must be a list of routes' })
  .superRefine(checkedBy(routeProblems))
  .meta({ right: 'a list of routes' });

const services = z
  .array(z.custom<ServiceDefinition>().meta({ typescript: 'ServiceDefinition' }), {
    error: 'must be a list of services',
  })
  .superRefine(checkedBy(serviceProblems))
  .meta({ right: 'a list of services' });

const examples = z
  .strictObject({
    errors: whole(0, 100).default(DEFAULT_CONFIG.examples.errors).describe('Failed requests of an object to write.'),
    slowest: whole(0, 100).default(DEFAULT_CONFIG.examples.slowest).describe('Slowest requests of an object to write.'),
    query: flag().default(false).describe('Keep the query string of the URL.'),
    clientAddress: flag().default(false).describe('Keep the address of the client.'),
    userAgent: flag().default(false).describe('Keep the user agent.'),
  })
  .prefault({});

const filter = z
  .strictObject({
    accounts: list(matching(...ACCOUNT))
      .default([])
      .describe('Read only the logs of these accounts; empty means all.'),
    regions: list(matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1'))
      .default([])
      .describe('Read only the logs of these regions; empty means all.'),
    loadBalancers: list(matching(/^[\w-]+(\/[\w-]+)*$/, 'a load balancer as app/<name>/<id>'))
      .default([])
      .describe('Read only the logs of these load balancers; empty means all.'),
  })
  .prefault({});

const ingestion = z
  .strictObject({
    memoryMiB: whole(1_024, 10_240)
      .default(1769)
      .describe('1769 MiB is one full processor; unpacking a log can use no second one.'),
    timeoutSeconds: whole(30, 900).default(120).describe('Of one invocation. The queue’s visibility timeout follows.'),
    batchSize: whole(1, 1000).default(50).describe('Log objects of one invocation, at most.'),
    batchWindowSeconds: whole(1, 300).default(20).describe('How long a batch waits to fill.'),
    maxConcurrency: whole(2, 1000)
      .default(10)
      .describe(
        'Invocations at the same time, at most. A new account may have a quota of 10 for all its functions together: there, lower this or ask for a higher quota, or other functions wait.',
      ),
    logRetentionDays: choice([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400])
      .default(30)
      .describe('Days the function’s own log lines are kept, examples included.'),
  })
  .prefault({});

export const settingsSchema = z.strictObject({
  stackName: matching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'a letter, then letters, digits and hyphens')
    .default('LoadBalancerLogMetrics')
    .describe('Name of the CloudFormation stack.'),
  loadBalancers: list(matching(...APPLICATION_LOAD_BALANCER))
    .default([])
    .describe('Load balancers whose logs the deployment switches on, and whose native metrics have alarms.'),
  bucket: bucketSettings.describe('The log bucket: one made here, or one that exists (docs/existing-bucket.md).'),
  delivery: deliverySettings.describe('Who may write into the bucket made here.'),
  families: list(choice(FAMILIES))
    .default([...DEFAULT_CONFIG.families])
    .describe('Families of logs that are read. They also say which logs are switched on for `loadBalancers`.'),
  namespace: matching(/^(?!AWS\/)[\w.\-/#: ]{1,255}$/, 'a CloudWatch namespace that does not begin with AWS/')
    .default(DEFAULT_CONFIG.namespace)
    .describe('CloudWatch namespace of every metric.'),
  profile: choice(PROFILES)
    .default(DEFAULT_CONFIG.profile)
    .describe(
      'How many metrics of requests a load balancer has, and so what it costs (docs/alarms.md#what-it-costs): `essential` has rates, causes and what alarms watch; `standard` also exact codes, times and bytes; `full` everything for target groups, routes and services, too.',
    ),
  targetGroups: flag().default(DEFAULT_CONFIG.targetGroups).describe('Measure each target group too.'),
  routes: routes.default([]).describe('Named routes; a request is measured under the first that matches.'),
  services: services
    .default([])
    .describe(
      'Names for patterns of target groups and hosts, for teams that share a load balancer; a request is measured under the first that matches.',
    ),
  maxSeriesPerLoadBalancer: whole(10, 10_000)
    .default(DEFAULT_CONFIG.maxSeriesPerLoadBalancer)
    .describe(
      'Metrics of one load balancer and object that may have a name of their own, the busiest first; the rest goes to `Other`. Past it, counts under a name are incomplete.',
    ),
  maxLoadBalancersPerObject: whole(1, 1_000)
    .default(DEFAULT_CONFIG.maxLoadBalancersPerObject)
    .describe(
      'Load balancers, distributions or web ACLs of one object that have a name of their own, the busiest first; the rest is `Other`. AWS writes one into each object.',
    ),
  maxSeriesPerObject: whole(100, 20_000)
    .default(DEFAULT_CONFIG.maxSeriesPerObject)
    .describe(
      'Metrics of one object that may have a name of their own, of all its load balancers together; the rest goes to `Other`.',
    ),
  examples: examples.describe('Failed and slow requests that are written as log lines, few of each object.'),
  filter: filter.describe('Which of the logs in a bucket are read, where a key prefix cannot tell.'),
  extraDimensions: list(choice(EXTRA_DIMENSIONS))
    .default([])
    .describe('Dimensions added to every metric from the object key; each combination costs metrics.'),
  formatByPrefix: z
    .record(z.string(), choice(FORMATS.map(({ name }) => name)).meta({ typescript: 'string' }), {
      error: 'must map key prefixes to formats',
    })
    .meta({ right: 'an object of key prefixes and formats (docs/formats.md)' })
    .default({})
    .describe('Formats of objects whose names do not tell, by key prefix.'),
  alarms: alarmSettings.prefault({}).describe('When to be told (docs/alarms.md).'),
  verdict: z
    .strictObject({
      enabled: flag()
        .default(true)
        .describe(
          'Follow an alarm with a message that says what broke, where, since when and what to do (docs/alarms.md).',
        ),
    })
    .prefault({})
    .describe('The verdict that follows an alarm.'),
  function: ingestion.describe('How log objects are read.'),
  pointInTimeRecovery: flag().default(false).describe('Back up the ledger continuously; its items live 15 days.'),
  ...accountSettings,
});
