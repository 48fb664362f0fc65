/**
 * Switches logs on for load balancers that exist already, by ARN, and off again on removal where it was us who switched
 * them on; lambda/log-switch has the rules. Nothing is deployed for it where no load balancer is named.
 */
import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { bundleDirectory } from './bundle-directory.ts';
import { type LogBucket, logKinds, logPrefix } from './log-bucket.ts';
import { LOG_ATTRIBUTES } from './outputs.ts';
import type { Settings } from './settings.ts';

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
    const handler = switchFunction(this, loadBalancers);
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

function switchFunction(scope: Construct, loadBalancers: readonly string[]): LambdaFunction {
  const logGroup = new LogGroup(scope, 'LogGroup', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
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
