/**
 * Every setting, its default and what is allowed. All are optional. `Config` of lambda/config.ts is the part that the
 * function needs at run time; the rest shapes the stack. check.ts checks them.
 */

import { z } from 'zod';
import { FAMILIES } from '../../lambda/catalogue/metrics/index.ts';
import { PROFILES } from '../../lambda/catalogue/metrics/profiles.ts';
import type { RouteDefinition, ServiceDefinition } from '../../lambda/config.ts';
import { DEFAULT_CONFIG, EXTRA_DIMENSIONS } from '../../lambda/config.ts';
import { routeProblems } from '../../lambda/diagnosis/routes.ts';
import { serviceProblems } from '../../lambda/diagnosis/services.ts';
import { FORMATS } from '../../lambda/formats/index.ts';
import { accountSettings } from './account.ts';
import { alarmSettings } from './alarms.ts';
import { ACCOUNT, bucketSettings, deliverySettings } from './bucket.ts';
import { choice, flag, list, matching, wholeNumber } from './values.ts';

const APPLICATION_LOAD_BALANCER = [
  /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[A-Za-z0-9-]+\/[0-9a-f]+$/,
  'the ARN of an Application Load Balancer (arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/app/<name>/<id>)',
] as const;

/**
 * Checked by lambda/diagnosis/routes.ts and services.ts, which also match them. Their sentences name key and value
 * already.
 */
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
    errors: wholeNumber(0, 100)
      .default(DEFAULT_CONFIG.examples.errors)
      .describe('How many failed requests of each log object to write.'),
    slowest: wholeNumber(0, 100)
      .default(DEFAULT_CONFIG.examples.slowest)
      .describe('How many of the slowest requests of each log object to write.'),
    query: flag().default(false).describe('Write the query string of the URL, too.'),
    clientAddress: flag()
      .default(false)
      .describe(
        'Write what may name a person, too: the address of the client, the subject of its certificate, host, path and country in lines of AWS WAF, the session name of who called an API.',
      ),
    userAgent: flag().default(false).describe('Write the user agent, too.'),
  })
  .prefault({});

const filter = z
  .strictObject({
    accounts: list(matching(...ACCOUNT))
      .default([])
      .describe('Read only the logs of these accounts. Empty means all.'),
    regions: list(matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-central-1'))
      .default([])
      .describe('Read only the logs of these Regions. Empty means all.'),
    loadBalancers: list(matching(/^[\w-]+(\/[\w-]+)*$/, 'a load balancer as app/<name>/<id>'))
      .default([])
      .describe('Read only the logs of these load balancers. Empty means all.'),
  })
  .prefault({});

const ingestion = z
  .strictObject({
    memoryMiB: wholeNumber(768, 10_240)
      .default(768)
      .describe(
        'Memory of the function. The default is enough for every object, and cheapest while the function waits for AWS. The share of a processor grows with it, up to one at 1,769 MiB, for objects of millions of lines; it cannot use a second one.',
      ),
    timeoutSeconds: wholeNumber(30, 900)
      .default(120)
      .describe('Timeout of one invocation. The visibility timeout of the queue is derived from it.'),
    batchSize: wholeNumber(1, 1000).default(50).describe('Maximum number of log objects in one invocation.'),
    batchWindowSeconds: wholeNumber(1, 300).default(20).describe('How long Lambda waits for a batch to fill.'),
    maxConcurrency: wholeNumber(2, 1000)
      .default(10)
      .describe(
        'Maximum number of invocations at the same time. A new account may have a quota of 10 for all its functions. Then lower this or ask for a higher quota, or your other functions have to wait.',
      ),
    logRetentionDays: choice([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400])
      .default(30)
      .describe('Days to keep the log lines of the function, including the examples.'),
  })
  .prefault({});

export const settingsSchema = z.strictObject({
  stackName: matching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'a letter, then letters, digits and hyphens')
    .default('LoadBalancerLogMetrics')
    .describe('Name of the CloudFormation stack.'),
  loadBalancers: list(matching(...APPLICATION_LOAD_BALANCER))
    .default([])
    .describe('Load balancers to switch logs on for. They also get alarms on AWS’s own metrics.'),
  bucket: bucketSettings.describe('The log bucket: a new one, or one that exists (docs/existing-bucket.md).'),
  delivery: deliverySettings.describe('Who may write to the new bucket.'),
  families: list(choice(FAMILIES))
    .default([...DEFAULT_CONFIG.families])
    .describe('Families of logs to read. For `loadBalancers`, the logs of these families are switched on.'),
  namespace: matching(/^(?!AWS\/)[\w.\-/#: ]{1,255}$/, 'a CloudWatch namespace that does not begin with AWS/')
    .default(DEFAULT_CONFIG.namespace)
    .describe('CloudWatch namespace of all metrics.'),
  profile: choice(PROFILES)
    .default(DEFAULT_CONFIG.profile)
    .describe(
      'How many request metrics a load balancer has, which decides what it costs (docs/alarms.md#what-it-costs). `essential`: rates, causes and what alarms watch. `standard`: also exact codes, times and bytes. `full`: also everything for target groups, routes and services.',
    ),
  targetGroups: flag().default(DEFAULT_CONFIG.targetGroups).describe('Measure each target group, too.'),
  routes: routes.default([]).describe('Named routes. A request belongs to the first route that matches.'),
  services: services
    .default([])
    .describe(
      'Named groups of target groups and hosts, for teams that share a load balancer. A request belongs to the first service that matches.',
    ),
  maxSeriesPerLoadBalancer: wholeNumber(10, 10_000)
    .default(DEFAULT_CONFIG.maxSeriesPerLoadBalancer)
    .describe(
      'Maximum number of series for each load balancer and log object. The busiest keep their names; the rest are added up as `Other`. Once the maximum is reached, counts under a name may be incomplete.',
    ),
  maxLoadBalancersPerObject: wholeNumber(1, 1_000)
    .default(DEFAULT_CONFIG.maxLoadBalancersPerObject)
    .describe(
      'Maximum number of load balancers, distributions or web ACLs in one log object. The busiest keep their names; the rest are `Other`. AWS writes only one into each object.',
    ),
  maxSeriesPerObject: wholeNumber(100, 20_000)
    .default(DEFAULT_CONFIG.maxSeriesPerObject)
    .describe(
      'Maximum number of series for each log object, all its load balancers together. The busiest keep their names; the rest are added up as `Other`.',
    ),
  examples: examples.describe('Examples of failed and slow requests, written as log lines: a few for each log object.'),
  filter: filter.describe('Which logs in the bucket to read, if a key prefix cannot select them.'),
  extraDimensions: list(choice(EXTRA_DIMENSIONS))
    .default([])
    .describe(
      'Dimensions to add to every metric, taken from the object key. Each combination of values costs more metrics.',
    ),
  formatByPrefix: z
    .record(z.string(), choice(FORMATS.map(({ name }) => name)).meta({ typescript: 'string' }), {
      error: 'must map key prefixes to formats',
    })
    .meta({ right: 'an object of key prefixes and formats (docs/formats.md)' })
    .default({})
    .describe('Formats by key prefix, for objects whose names do not show the format.'),
  alarms: alarmSettings.prefault({}).describe('When to notify you (docs/alarms.md).'),
  verdict: z
    .strictObject({
      enabled: flag()
        .default(true)
        .describe(
          'Send a second message after an alarm: what broke, where, since when, and what to do (docs/alarms.md).',
        ),
    })
    .prefault({})
    .describe('The verdict that follows an alarm.'),
  function: ingestion.describe('The function that reads log objects.'),
  pointInTimeRecovery: flag()
    .default(false)
    .describe('Back up the ledger continuously. Its items are kept for 15 days.'),
  ...accountSettings,
});
