/**
 * In: what a person wrote as settings. Out: checked settings with every default filled in, or one error that lists each
 * wrong key, the value found there and what would have been right.
 */
import type { z } from 'zod';
import { type Config, toEnvironment } from '../lambda/config.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** Names and values of all variables together. Lambda quotas, "Environment variables". */
const ENVIRONMENT_BYTES = 4096;
/** Variables of the handler beside its settings: the ledger's name, at most 255 characters, and its key. */
const RESERVED_BYTES = 300;

export function settingsFrom(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  const problems = result.success
    ? crossProblems(result.data)
    : result.error.issues.flatMap((issue) => issueProblems(issue, input));
  if (result.success && problems.length === 0) return result.data;
  throw new Error(
    problems.length === 1 ? `${problems[0]}` : `${problems.length} settings are wrong:\n- ${problems.join('\n- ')}`,
  );
}

/** The part of the settings the function reads at run time. */
export function configFrom(settings: Settings): Config {
  const { namespace, families, targetGroups, routes, maxSeriesPerLoadBalancer, examples, filter } = settings;
  const { extraDimensions, formatByPrefix } = settings;
  return {
    ...{ namespace, families, targetGroups, routes, maxSeriesPerLoadBalancer, examples },
    ...{ ...filter, extraDimensions, formatByPrefix },
  };
}

function issueProblems(issue: z.core.$ZodIssue, input: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeAt(issue.path)).join(', ');
    const at = issue.path.length === 0 ? '' : ` of '${issue.path.join('.')}'`;
    return issue.keys.map((key) => `'${key}' is no setting${at}, the settings${at} are ${known}`);
  }
  // Problems of routes come complete.
  if (issue.code === 'custom') return [issue.message];
  return [`'${issue.path.join('.')}' ${issue.message}, got ${JSON.stringify(valueAt(input, issue.path))}`];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  const inside = (value: unknown, key: PropertyKey): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return path.reduce(inside, input);
}

/** The properties allowed where an unknown key was found. */
function shapeAt(path: readonly PropertyKey[]): object {
  const inside = (schema: unknown, key: PropertyKey): unknown => valueAt(withoutDefault(schema), ['shape', key]);
  return Object(valueAt(withoutDefault(path.reduce(inside, settingsSchema)), ['shape']));
}

function withoutDefault(schema: unknown): unknown {
  const inner = valueAt(schema, ['def', 'innerType']);
  return inner === undefined ? schema : withoutDefault(inner);
}

/** What each setting allows by itself but not together with another. */
function crossProblems(settings: Settings): string[] {
  return [...bucketProblems(settings), ...environmentProblems(settings)];
}

function bucketProblems({ bucket, delivery, loadBalancers }: Settings): string[] {
  const problems: string[] = [];
  const owned = bucket.name === undefined;
  const onlyExisting = ['topicArn', 'queueArn', 'account', 'kmsKeyArn'] as const;
  for (const key of onlyExisting.filter((key) => owned && bucket[key] !== undefined)) {
    const reason =
      key === 'kmsKeyArn' ? 'load balancers deliver only to buckets with SSE-S3' : 'the bucket made here has its own';
    problems.push(
      `'bucket.${key}' needs 'bucket.name', the name of a bucket that exists: ${reason}, got '${bucket[key]}'`,
    );
  }
  if (bucket.kmsKeyArn !== undefined && loadBalancers.length > 0) {
    problems.push(
      `'bucket.kmsKeyArn' and 'loadBalancers' exclude each other: load balancers deliver only to buckets with SSE-S3, got '${bucket.kmsKeyArn}'`,
    );
  }
  if (bucket.topicArn !== undefined && bucket.queueArn !== undefined) {
    problems.push(
      `'bucket.topicArn' and 'bucket.queueArn' exclude each other, got '${bucket.topicArn}' and '${bucket.queueArn}'`,
    );
  }
  if (!owned && (delivery.accounts.length > 0 || delivery.organizationId !== undefined)) {
    problems.push(
      `'delivery' is for the bucket made here; the policy of '${bucket.name}' is its owner's, printed at synth`,
    );
  }
  return problems;
}

function environmentProblems(settings: Settings): string[] {
  const bytes = Object.entries(toEnvironment(configFrom(settings)))
    .map(([name, value]) => Buffer.byteLength(name + value))
    .reduce((sum, size) => sum + size, RESERVED_BYTES);
  if (bytes <= ENVIRONMENT_BYTES) return [];
  return [
    `the settings take ${bytes} bytes of the function's environment, which holds ${ENVIRONMENT_BYTES}: shorten 'routes', 'filter' or 'formatByPrefix'`,
  ];
}
