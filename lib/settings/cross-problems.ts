/** What settings allow each by itself but not together: each problem is a sentence with the values and what would be right. */

import { OTHER } from '../../lambda/catalogue/metrics/definition.ts';
import { type Config, toEnvironment } from '../../lambda/config.ts';
import type { Settings } from './types.ts';
import { visibilitySeconds } from './visibility.ts';

/** Names and values of all variables together. Lambda quotas, "Environment variables". */
const ENVIRONMENT_BYTES = 4096;
/** Variables of the handler beside its settings: the ledger's name, at most 255 characters, and its key. */
const RESERVED_BYTES = 300;

export function crossProblems(settings: Settings, config: Config): string[] {
  const { bucket } = settings;
  const problems = bucket.name === undefined ? ownedProblems(settings) : existingProblems(settings, bucket.name);
  return [
    ...problems,
    ...previousProblems(settings),
    ...queueProblems(settings),
    ...vpcProblems(settings),
    ...overrideProblems(settings),
    ...environmentProblems(config),
  ];
}

function ownedProblems({ bucket }: Settings): string[] {
  const onlyExisting = ['topicArn', 'queueArn', 'account', 'kmsKeyArn'] as const;
  return onlyExisting.flatMap((key) => {
    if (bucket[key] === undefined) return [];
    const ssekms = 'load balancers deliver only to buckets with SSE-S3';
    const reason = key === 'kmsKeyArn' ? ssekms : 'the bucket made here has its own';
    return [`'bucket.${key}' needs 'bucket.name', the name of a bucket that exists: ${reason}, got '${bucket[key]}'`];
  });
}

function existingProblems(
  { bucket, delivery, loadBalancers, athena, removal, formatByPrefix }: Settings,
  name: string,
): string[] {
  const problems: string[] = [];
  if (bucket.newName !== undefined) {
    problems.push(
      `'bucket.newName' is for the bucket made here and excludes 'bucket.name' '${name}', got '${bucket.newName}'`,
    );
  }
  if (bucket.kmsKeyArn !== undefined && loadBalancers.length > 0) {
    problems.push(
      `'bucket.kmsKeyArn' and 'loadBalancers' exclude each other: load balancers deliver only to buckets with SSE-S3, got '${bucket.kmsKeyArn}'`,
    );
  }
  if (delivery.accounts.length > 0 || delivery.organizationId !== undefined) {
    problems.push(`'delivery' is for the bucket made here; the policy of '${name}' is its owner's`);
  }
  if (removal.bucket === 'destroy') problems.push(`'removal.bucket' is for the bucket made here, '${name}' stays`);
  if (bucket.account !== undefined && bucket.notify === 'Notification') {
    problems.push(
      `'bucket.notify' must not be Notification for a bucket of account ${bucket.account}, whose owner alone can change it`,
    );
  }
  const watched = bucket.prefix === '' ? `s3://${name}/` : `s3://${name}/${bucket.prefix}/`;
  if (athena.outputLocation?.startsWith(watched)) {
    problems.push(
      `'athena.outputLocation' must be outside of ${watched}, where every object is read as a log, got '${athena.outputLocation}'`,
    );
  }
  const unseen = Object.keys(formatByPrefix).filter((prefix) => !prefix.startsWith(bucket.prefix));
  return [
    ...problems,
    ...unseen.map((prefix) => `'formatByPrefix' must be under 'bucket.prefix' '${bucket.prefix}', got '${prefix}'`),
  ];
}

/** A place of before that is the present one has been forgotten, or the new one has. */
function previousProblems({ bucket }: Settings): string[] {
  return bucket.previous.flatMap(({ name, prefix }, index) => {
    if ((name ?? bucket.name) !== bucket.name || prefix !== bucket.prefix) return [];
    const place = [name ?? bucket.name ?? 'the same bucket', prefix].filter((part) => part !== '').join('/');
    return [`'bucket.previous.${index}' must be another place than the logs are read from now, got '${place}'`];
  });
}

function queueProblems(settings: Settings): string[] {
  const { topicArn, queueArn, queueVisibilitySeconds, deadLetterQueueArn, notify } = settings.bucket;
  const problems: string[] = [];
  if (topicArn !== undefined && queueArn !== undefined) {
    problems.push(`'bucket.topicArn' and 'bucket.queueArn' exclude each other, got '${topicArn}' and '${queueArn}'`);
  }
  if ((topicArn !== undefined || queueArn !== undefined) && notify === 'Notification') {
    problems.push(
      `'bucket.notify' Notification would tell of every object twice, as '${topicArn ?? queueArn}' does already`,
    );
  }
  if (queueArn === undefined) return problems;
  const needed = visibilitySeconds(settings);
  if (queueVisibilitySeconds === undefined || queueVisibilitySeconds < needed) {
    const got = queueVisibilitySeconds ?? 'none';
    problems.push(
      `'bucket.queueVisibilitySeconds' must be at least ${needed}, six timeouts of the function and the window, and what '${queueArn}' has, got ${got}`,
    );
  }
  if (deadLetterQueueArn === undefined) {
    problems.push(
      `'bucket.deadLetterQueueArn' must be the dead-letter queue of '${queueArn}', where failed logs end, got none`,
    );
  }
  return problems;
}

function vpcProblems({ vpc }: Settings): string[] {
  if (vpc === undefined || !vpc.endpoints || vpc.routeTableIds.length > 0) return [];
  return [
    `'vpc.routeTableIds' must be the route tables of '${vpc.subnetIds.join(', ')}' where 'vpc.endpoints' is set, got none`,
  ];
}

/** An override that can never hold is a typing error, and would leave somebody without the alarm that they set. */
function overrideProblems({ alarms, routes, services, targetGroups, filter }: Settings): string[] {
  const { overrides } = alarms;
  const isRead = (key: string): boolean =>
    filter.loadBalancers.length === 0 ||
    filter.loadBalancers.some((value) => value === key || value.split('/')[1] === key);
  return [
    ...unnamed('routes', overrides.routes, routes),
    ...unnamed('services', overrides.services, services),
    ...Object.keys(overrides.targetGroups)
      .filter((name) => !targetGroups || !TARGET_GROUP.test(name))
      .map((name) =>
        targetGroups
          ? `'alarms.overrides.targetGroups' must name target groups, as <name> or targetgroup/<name>/<id>, got '${name}'`
          : `'alarms.overrides.targetGroups' needs 'targetGroups' to be true, got '${name}'`,
      ),
    ...Object.keys(overrides.loadBalancers)
      .filter((name) => !LOAD_BALANCER.test(name) || !isRead(name))
      .map((name) =>
        LOAD_BALANCER.test(name)
          ? `'alarms.overrides.loadBalancers' must name what 'filter.loadBalancers' lets in, got '${name}'`
          : `'alarms.overrides.loadBalancers' must name load balancers, as <name> or app/<name>/<id>, got '${name}'`,
      ),
  ];
}

function unnamed(
  setting: 'routes' | 'services',
  overrides: Readonly<Record<string, unknown>>,
  definitions: readonly { readonly name: string }[],
): string[] {
  const named = definitions.length === 0 ? [] : [...new Set(definitions.map(({ name }) => name)), OTHER];
  const right = named.length === 0 ? `a name in '${setting}', which has none` : `one of ${named.join(', ')}`;
  return Object.keys(overrides)
    .filter((name) => !named.includes(name))
    .map((name) => `'alarms.overrides.${setting}' must name ${right}, got '${name}'`);
}

const LOAD_BALANCER = /^[\w.-]+(?:\/[\w-]+\/[0-9a-f]+)?$/;
const TARGET_GROUP = /^(?:[\w-]+|targetgroup\/[\w-]+\/[0-9a-f]+)$/;

function environmentProblems(config: Config): string[] {
  const bytes = Object.entries(toEnvironment(config))
    .map(([name, value]) => Buffer.byteLength(name + value))
    .reduce((sum, size) => sum + size, RESERVED_BYTES);
  if (bytes <= ENVIRONMENT_BYTES) return [];
  return [
    `the settings take ${bytes} bytes of the function's environment, which holds ${ENVIRONMENT_BYTES}: shorten 'routes', 'services', 'filter', 'formatByPrefix' or 'alarms.overrides'`,
  ];
}
