/**
 * Switches logs on. For a load balancer of the same app by its attributes; for one that exists already by a custom resource,
 * which switches off again on removal what it switched on. lambda/log-switch has the rules.
 */
import { Arn, ArnFormat, CustomResource, Duration, Stack, Token } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { bundleDirectory } from './bundle-directory.ts';
import { type LogBucket, logKinds, logPrefix } from './log-bucket.ts';
import { LOG_ATTRIBUTES } from './outputs.ts';
import { removalPolicy } from './removal.ts';
import type { Settings } from './settings.ts';

/** Whether a load balancer is in the account and region of the stack, as far as those are known at synth. */
export function isHere(scope: Construct, arn: string): boolean {
  if (Token.isUnresolved(arn)) return true;
  const { account, region } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
  const stack = Stack.of(scope);
  return [
    [account, stack.account],
    [region, stack.region],
  ].every(([its, ours]) => ours === undefined || Token.isUnresolved(ours) || its === ours);
}

export interface SwitchOnProps {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly bucket: LogBucket;
  readonly settings: Settings;
  readonly after: IDependable | undefined;
}

/** Switches the logs of a load balancer of this app on, by its own attributes. `logAccessLogs` needs a fixed region, this does not. */
export function switchOn(scope: Construct, { loadBalancer, bucket, settings, after }: SwitchOnProps): void {
  if (Stack.of(loadBalancer) !== Stack.of(scope)) {
    throw new Error(
      `load balancer ${loadBalancer.node.path} must be in the stack of ${scope.node.path}, got ${Stack.of(loadBalancer).node.path}: ` +
        `each would wait for the other; put the construct beside the load balancer, or give the ARN as text`,
    );
  }
  for (const kind of logKinds(settings)) {
    const prefix = logPrefix(settings.bucket.prefix, kind);
    loadBalancer.setAttribute(`${LOG_ATTRIBUTES[kind]}.enabled`, 'true');
    loadBalancer.setAttribute(`${LOG_ATTRIBUTES[kind]}.bucket`, bucket.bucketName);
    if (prefix !== '') loadBalancer.setAttribute(`${LOG_ATTRIBUTES[kind]}.prefix`, prefix);
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
}

export class LogSwitch extends Construct {
  constructor(scope: Construct, id: string, { loadBalancers, bucket, settings, after }: LogSwitchProps) {
    super(scope, id);
    const handler = switchFunction(this, loadBalancers, settings);
    for (const [index, arn] of loadBalancers.entries()) {
      let previous: Construct | undefined;
      for (const kind of logKinds(settings)) {
        const resource = new CustomResource(this, `${switchId(arn, index)}-${kind}`, {
          resourceType: 'Custom::LoadBalancerLog',
          serviceToken: handler.functionArn,
          serviceTimeout: Duration.minutes(5),
          properties: {
            LoadBalancerArn: arn,
            Attribute: LOG_ATTRIBUTES[kind],
            Bucket: bucket.bucketName,
            Prefix: logPrefix(settings.bucket.prefix, kind),
          },
        });
        // One after the other: the API refuses two changes of one load balancer at once.
        resource.node.addDependency(handler, ...[after, previous].filter((dependency) => dependency !== undefined));
        previous = resource;
      }
    }
  }
}

/** Named by the load balancer, not by its place in the list, so that adding one replaces none. */
function switchId(arn: string, index: number): string {
  return /loadbalancer\/(app\/[\w-]+\/\w+)$/.exec(arn)?.[1]?.replaceAll('/', '-') ?? `LoadBalancer${index + 1}`;
}

function switchFunction(scope: Construct, loadBalancers: readonly string[], settings: Settings): LambdaFunction {
  const logGroup = new LogGroup(scope, 'LogGroup', {
    retention: settings.function.logRetentionDays,
    removalPolicy: removalPolicy(settings.removal.logs),
  });
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  // The call that reads attributes knows no resources.
  role.addToPolicy(
    new PolicyStatement({ actions: ['elasticloadbalancing:DescribeLoadBalancerAttributes'], resources: ['*'] }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: ['elasticloadbalancing:ModifyLoadBalancerAttributes'],
      resources: [...loadBalancers],
    }),
  );
  return new LambdaFunction(scope, 'Function', {
    description: 'Switches logs of load balancers on and off',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(bundleDirectory('log-switch')),
    role,
    memorySize: 256,
    timeout: Duration.minutes(2),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
  });
}
