/**
 * Other deployments of the same app that would get in the way: rules that S3 refuses together, and logs that would be
 * counted twice in the same metrics. What other apps deploy cannot be seen from here; docs/existing-bucket.md says what
 * to mind.
 */
import { Stack, Stage } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { settingsSchema } from '../settings/settings.ts';
import type { Settings } from '../settings/types.ts';

interface Neighbor {
  readonly path: string;
  readonly settings: Settings;
}

/** Throws where two would get notifications for the same keys, which S3 refuses, or count the same objects. */
export function refuseOverlap(scope: Construct, settings: Settings): void {
  const { bucket, namespace } = settings;
  for (const { path, settings: other } of neighbors(scope)) {
    if (bucket.name === undefined || bucket.name !== other.bucket.name) continue;
    if (!overlap(bucket.prefix, other.bucket.prefix)) continue;
    if (bucket.notify === 'Notification' && other.bucket.notify === 'Notification') {
      throw new Error(
        `\`bucket.prefix\` is '${bucket.prefix}': must not overlap with '${other.bucket.prefix}' of ${path}, because S3 accepts one rule for a key`,
      );
    }
    if (namespace === other.namespace && readsTheSame(settings, other)) {
      throw new Error(
        `\`namespace\` is '${namespace}': must not be the namespace of ${path}, because both read the same logs and would count them twice`,
      );
    }
  }
}

/** Those whose metrics are the same series in parts. */
export function sharedNamespaces(scope: Construct, { namespace }: Settings): readonly string[] {
  return neighbors(scope)
    .filter(({ settings }) => settings.namespace === namespace)
    .map(({ path }) => path);
}

/** Deployments of this app to what is, as far as is known, the same account and Region. */
function neighbors(scope: Construct): readonly Neighbor[] {
  return scope.node.root.node.findAll().flatMap((other) => {
    if (other === scope || !('settings' in other) || !isNeighbor(scope, other)) return [];
    const { data } = settingsSchema.safeParse(other.settings);
    return data === undefined ? [] : [{ path: other.node.path, settings: data }];
  });
}

/** Stages of a pipeline are the same deployment for different accounts. */
function isNeighbor(scope: IConstruct, other: IConstruct): boolean {
  const [ours, theirs] = [Stack.of(scope), Stack.of(other)];
  return ours.account === theirs.account && ours.region === theirs.region && Stage.of(scope) === Stage.of(other);
}

function readsTheSame(one: Settings, other: Settings): boolean {
  const share = (left: readonly string[], right: readonly string[]): boolean =>
    left.some((name) => right.includes(name));
  // No name in a filter means all.
  const meet = (left: readonly string[], right: readonly string[]): boolean =>
    left.length === 0 || right.length === 0 || share(left, right);
  return (
    share(one.families, other.families) &&
    meet(one.filter.accounts, other.filter.accounts) &&
    meet(one.filter.regions, other.filter.regions) &&
    meet(one.filter.loadBalancers, other.filter.loadBalancers)
  );
}

function overlap(left: string, right: string): boolean {
  const [a, b] = [left, right].map((prefix) => (prefix === '' ? '' : `${prefix}/`));
  return a === undefined || b === undefined || a.startsWith(b) || b.startsWith(a);
}
