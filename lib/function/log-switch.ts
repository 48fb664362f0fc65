/**
 * Switches logs on. For a load balancer of the same app by its attributes; for one that exists already by a custom
 * resource, which switches off again on removal what it switched on. lambda/log-switch has the rules.
 */

import { createHash } from 'node:crypto';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ManagedPolicy, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import type { LogBucket } from '../bucket/log-bucket.ts';
import { DELIVERIES, logKinds, logPrefix } from '../settings/deliveries.ts';
import type { Settings } from '../settings/types.ts';
import { bundledFunction } from './bundled-function.ts';

export interface SwitchOnProps {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly bucket: LogBucket;
  readonly settings: Settings;
  readonly after: IDependable | undefined;
}

/**
 * Switches the logs of a load balancer of this app on, by its own attributes. `logAccessLogs` needs a fixed region,
 * this does not.
 */
export function switchOn(scope: Construct, { loadBalancer, bucket, settings, after }: SwitchOnProps): void {
  if (Stack.of(loadBalancer) !== Stack.of(scope)) {
    throw new Error(
      `load balancer ${loadBalancer.node.path} is in the stack ${Stack.of(loadBalancer).node.path}: must be in the stack of ` +
        `${scope.node.path}, or each stack would wait for the other. Put the construct into that stack, or give the ARN as text`,
    );
  }
  for (const kind of logKinds(settings)) {
    const prefix = logPrefix(settings.bucket.prefix, kind);
    loadBalancer.setAttribute(`${DELIVERIES[kind].loadBalancer.attribute}.enabled`, 'true');
    loadBalancer.setAttribute(`${DELIVERIES[kind].loadBalancer.attribute}.bucket`, bucket.bucketName);
    if (prefix !== '') loadBalancer.setAttribute(`${DELIVERIES[kind].loadBalancer.attribute}.prefix`, prefix);
  }
  // ELB writes a test object when a log is switched on.
  const native = loadBalancer.node.defaultChild;
  if (after !== undefined && native !== undefined) native.node.addDependency(after);
}

export interface LogSwitchProps {
  /** ARNs. */
  readonly loadBalancers: readonly string[];
  readonly bucket: LogBucket;
  readonly settings: Settings;
  /** The bucket's policy: ELB writes a test object when a log is switched on. */
  readonly after: IDependable | undefined;
  /** Encrypts the log lines of the function; without it CloudWatch Logs does with its own key. */
  readonly key: IKey | undefined;
}

export class LogSwitch extends Construct {
  constructor(scope: Construct, id: string, { loadBalancers, bucket, settings, after, key }: LogSwitchProps) {
    super(scope, id);
    const { function: handler, role } = bundledFunction(this, {
      bundle: 'log-switch',
      description: 'Switches logs of load balancers on and off',
      memoryMiB: 256,
      // It may wait a minute for each of two policies.
      timeout: Duration.minutes(3),
      ...{ settings, key },
    });
    // The call knows no resources; it changes nothing.
    role.addToPolicy(
      new PolicyStatement({ actions: ['elasticloadbalancing:DescribeLoadBalancerAttributes'], resources: ['*'] }),
    );
    const permissionOf = permissions(this, role, loadBalancers);
    for (const [index, arn] of loadBalancers.entries()) {
      const name = switchId(arn, index);
      const policy = permissionOf(arn, name);
      let previous: Construct | undefined;
      for (const kind of logKinds(settings)) {
        const resource = new CustomResource(this, `${name}-${kind}`, {
          resourceType: 'Custom::LoadBalancerLog',
          serviceToken: handler.functionArn,
          serviceTimeout: Duration.minutes(5),
          properties: {
            LoadBalancerArn: arn,
            Attribute: DELIVERIES[kind].loadBalancer.attribute,
            Bucket: bucket.bucketName,
            Prefix: logPrefix(settings.bucket.prefix, kind),
          },
        });
        // One after the other: the API refuses two changes of one load balancer at once.
        const before = [after, previous].filter((dependency) => dependency !== undefined);
        resource.node.addDependency(handler, policy, ...before);
        previous = resource;
      }
    }
  }
}

/** Named by the load balancer, not by its place in the list, so that adding one replaces none. */
function switchId(arn: string, index: number): string {
  return /loadbalancer\/(app\/[\w-]+\/\w+)$/.exec(arn)?.[1]?.replaceAll('/', '-') ?? `LoadBalancer${index + 1}`;
}

/**
 * All inline policies of a role hold 10,240 characters, which is about 50 load balancers. Source: IAM user guide, "IAM
 * and STS quotas".
 */
const INLINE_MAX = 20;
/**
 * A managed policy holds 6,144 characters and an ARN at most 133; a role has ten, of which an update needs two for
 * each.
 */
const MANAGED_ARNS = 40;

/** What lets the function change a load balancer, as a thing to wait for. */
function permissions(
  scope: Construct,
  role: Role,
  arns: readonly string[],
): (arn: string, name: string) => IDependable {
  if (arns.length <= INLINE_MAX) return (arn, name) => permission(scope, `${name}-Policy`, { role, arn });
  const policies = new Map<string, ManagedPolicy>();
  for (let first = 0; first < arns.length; first += MANAGED_ARNS) {
    const group = arns.slice(first, first + MANAGED_ARNS);
    const policy = sharedPermission(scope, { role, arns: group });
    for (const arn of group) policies.set(arn, policy);
  }
  return (arn, name) => policies.get(arn) ?? permission(scope, `${name}-Policy`, { role, arn });
}

/**
 * Its id is made of the list, so another list is another policy: the old one goes last, after the logs that depend on
 * it are off.
 */
function sharedPermission(
  scope: Construct,
  { role, arns }: { readonly role: Role; readonly arns: readonly string[] },
): ManagedPolicy {
  const actions = ['elasticloadbalancing:ModifyLoadBalancerAttributes'];
  const id = createHash('sha256')
    .update(JSON.stringify(Stack.of(scope).resolve(arns)))
    .digest('hex')
    .slice(0, 16);
  return new ManagedPolicy(scope, `Policy${id}`, {
    roles: [role],
    statements: [new PolicyStatement({ actions, resources: [...arns] })],
  });
}

/**
 * Lets the function change one load balancer, in its own policy: one taken out of the settings is switched off before
 * its policy goes, because it depends on it. In a policy shared with others its ARN would be gone by then, and the log
 * stay on.
 */
function permission(scope: Construct, id: string, { role, arn }: { role: Role; arn: string }): Policy {
  const actions = ['elasticloadbalancing:ModifyLoadBalancerAttributes'];
  return new Policy(scope, id, { roles: [role], statements: [new PolicyStatement({ actions, resources: [arn] })] });
}
