/**
 * What settings allow each on its own but not together: each problem is a sentence with the values and what would be
 * right.
 */

import { OTHER } from '../../lambda/catalogue/metrics/definition.ts';
import { type Config, toEnvironment } from '../../lambda/config.ts';
import { logKinds } from './deliveries.ts';
import type { Settings } from './types.ts';
import { visibilitySeconds } from './visibility.ts';

/** Names and values of all variables together. Lambda quotas, "Environment variables". */
const ENVIRONMENT_BYTES = 4096;
/** Variables of the handler next to its settings: the ledger's name, at most 255 characters, and its key. */
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
    ...switchProblems(settings),
  ];
}

/**
 * CloudFormation takes 500 resources in a stack, and everything but the log switches is about 100. Source:
 * CloudFormation user guide, quotas.
 */
const SWITCHES_MAX = 380;

function switchProblems(settings: Settings): string[] {
  const { loadBalancers } = settings;
  const kinds = logKinds(settings).length;
  if (loadBalancers.length * kinds <= SWITCHES_MAX) return [];
  const most = Math.floor(SWITCHES_MAX / kinds);
  return [
    `\`loadBalancers\` has ${loadBalancers.length} ARNs, with ${kinds} ${kinds === 1 ? 'log' : 'logs'} to switch on for each: must have at most ${most}, because a stack holds 500 resources. ` +
      'Load balancers that are not named are measured and watched in the same way: switch their logs on with the command in the output SwitchOnCommand',
  ];
}

function ownedProblems({ bucket }: Settings): string[] {
  const onlyExisting = ['topicArn', 'queueArn', 'account', 'kmsKeyArn'] as const;
  return onlyExisting.flatMap((key) => {
    if (bucket[key] === undefined) return [];
    const ssekms = 'load balancers deliver only to buckets with SSE-S3';
    const reason = key === 'kmsKeyArn' ? ssekms : 'the new bucket has its own';
    return [
      `\`bucket.${key}\` is '${bucket[key]}': must have \`bucket.name\`, the name of an existing bucket, because ${reason}`,
    ];
  });
}

function existingProblems(settings: Settings, name: string): string[] {
  const { bucket, delivery, loadBalancers, removal } = settings;
  const problems: string[] = [];
  if (bucket.newName !== undefined) {
    problems.push(
      `\`bucket.newName\` is '${bucket.newName}': must not be set together with \`bucket.name\`, which is '${name}'`,
    );
  }
  if (bucket.kmsKeyArn !== undefined && loadBalancers.length > 0) {
    problems.push(
      `\`bucket.kmsKeyArn\` is '${bucket.kmsKeyArn}': must not be set together with \`loadBalancers\`, because load balancers deliver only to buckets with SSE-S3`,
    );
  }
  if (delivery.accounts.length > 0 || delivery.organizationId !== undefined) {
    problems.push(
      `\`delivery\` is set: must not be set together with \`bucket.name\`, because the owner of '${name}' decides who may write to it`,
    );
  }
  if (removal.bucket === 'destroy')
    problems.push(
      `\`removal.bucket\` is destroy: must not be set together with \`bucket.name\`, because the stack does not own '${name}'`,
    );
  if (bucket.account !== undefined && bucket.notify === 'Notification') {
    problems.push(
      `\`bucket.notify\` is Notification: must be EventBridge, because only account ${bucket.account} can change its bucket`,
    );
  }
  return [...problems, ...placeProblems(settings, name)];
}

/** What the place that is read has to do with other places. */
function placeProblems({ bucket, athena, formatByPrefix }: Settings, name: string): string[] {
  const watched = bucket.prefix === '' ? `s3://${name}/` : `s3://${name}/${bucket.prefix}/`;
  const isWatched = athena.outputLocation?.startsWith(watched) === true;
  const unseen = Object.keys(formatByPrefix).filter((prefix) => !prefix.startsWith(bucket.prefix));
  return [
    ...(isWatched
      ? [
          `\`athena.outputLocation\` is '${athena.outputLocation}': must not be in ${watched}, because every object there is read as a log`,
        ]
      : []),
    ...unseen.map(
      (prefix) => `\`formatByPrefix\` has '${prefix}': must be under \`bucket.prefix\`, which is '${bucket.prefix}'`,
    ),
  ];
}

/** A place of before that is the present one has been forgotten, or the new one has. */
function previousProblems({ bucket }: Settings): string[] {
  return bucket.previous.flatMap(({ name, prefix }, index) => {
    if ((name ?? bucket.name) !== bucket.name || prefix !== bucket.prefix) return [];
    const place = [name ?? bucket.name ?? 'the same bucket', prefix].filter((part) => part !== '').join('/');
    return [`\`bucket.previous.${index}\` is '${place}': must not be the place that the logs are read from now`];
  });
}

function queueProblems(settings: Settings): string[] {
  const { topicArn, queueArn, queueVisibilitySeconds, deadLetterQueueArn, notify } = settings.bucket;
  const problems: string[] = [];
  if (topicArn !== undefined && queueArn !== undefined) {
    problems.push(
      `\`bucket.topicArn\` is '${topicArn}': must not be set together with \`bucket.queueArn\`, which is '${queueArn}'`,
    );
  }
  if ((topicArn !== undefined || queueArn !== undefined) && notify === 'Notification') {
    problems.push(
      `\`bucket.notify\` is Notification: must be EventBridge, because '${topicArn ?? queueArn}' already announces every object`,
    );
  }
  if (queueArn === undefined) return problems;
  const needed = visibilitySeconds(settings);
  if (queueVisibilitySeconds === undefined || queueVisibilitySeconds < needed) {
    const got = queueVisibilitySeconds ?? 'not set';
    problems.push(
      `\`bucket.queueVisibilitySeconds\` is ${got}: must be at least ${needed} (six timeouts of the function, and the window), and what '${queueArn}' has`,
    );
  }
  if (deadLetterQueueArn === undefined) {
    problems.push(`\`bucket.deadLetterQueueArn\` is not set: must be the dead-letter queue of '${queueArn}'`);
  }
  return problems;
}

function vpcProblems({ vpc }: Settings): string[] {
  if (vpc === undefined || !vpc.endpoints || vpc.routeTableIds.length > 0) return [];
  return [
    `\`vpc.routeTableIds\` is not set: must be the route tables of '${vpc.subnetIds.join(', ')}' if \`vpc.endpoints\` is set`,
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
          ? `\`alarms.overrides.targetGroups\` has '${name}': must be a target group, as <name> or targetgroup/<name>/<id>`
          : `\`alarms.overrides.targetGroups\` has '${name}': must be empty if \`targetGroups\` is false`,
      ),
    ...Object.keys(overrides.loadBalancers)
      .filter((name) => !LOAD_BALANCER.test(name) || !isRead(name))
      .map((name) =>
        LOAD_BALANCER.test(name)
          ? `\`alarms.overrides.loadBalancers\` has '${name}': must be in \`filter.loadBalancers\``
          : `\`alarms.overrides.loadBalancers\` has '${name}': must be a load balancer, as <name> or app/<name>/<id>`,
      ),
  ];
}

function unnamed(
  setting: 'routes' | 'services',
  overrides: Readonly<Record<string, unknown>>,
  definitions: readonly { readonly name: string }[],
): string[] {
  const named = definitions.length === 0 ? [] : [...new Set(definitions.map(({ name }) => name)), OTHER];
  const right = named.length === 0 ? `a name in \`${setting}\`, which is empty` : `one of ${named.join(', ')}`;
  return Object.keys(overrides)
    .filter((name) => !named.includes(name))
    .map((name) => `\`alarms.overrides.${setting}\` has '${name}': must be ${right}`);
}

const LOAD_BALANCER = /^[\w.-]+(?:\/[\w-]+\/[0-9a-f]+)?$/;
const TARGET_GROUP = /^(?:[\w-]+|targetgroup\/[\w-]+\/[0-9a-f]+)$/;

function environmentProblems(config: Config): string[] {
  const bytes = Object.entries(toEnvironment(config))
    .map(([name, value]) => Buffer.byteLength(name + value))
    .reduce((sum, size) => sum + size, RESERVED_BYTES);
  if (bytes <= ENVIRONMENT_BYTES) return [];
  return [
    `the settings are ${bytes} bytes in the function's environment: must be at most ${ENVIRONMENT_BYTES}. Shorten \`routes\`, \`services\`, \`filter\`, \`formatByPrefix\` or \`alarms.overrides\``,
  ];
}
