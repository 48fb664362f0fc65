/**
 * Runs the function inside a VPC, and makes the endpoints it needs there: S3 and DynamoDB through gateways, which are
 * free, CloudWatch through an interface, which is not. Lambda itself polls the queue and writes the log lines, from
 * outside.
 */

import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnVPCEndpoint, InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/types.ts';

type Vpc = Exclude<Settings['vpc'], undefined>;

/**
 * By ids: looking a VPC up would need an account at synth. Source: Lambda guide, "Giving Lambda functions access to a
 * VPC".
 */
export function runIn({ subnetIds, securityGroupIds }: Vpc, handler: LambdaFunction): void {
  const native = handler.node.defaultChild;
  if (!(native instanceof CfnFunction)) throw new Error(`the function is ${handler.node.path}: must be in this stack`);
  native.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
  // Lambda makes the interfaces before there is anything to name.
  handler.addToRolePolicy(new PolicyStatement({ actions: [...INTERFACES], resources: ['*'] }));
  // Lambda itself does, the code of the function has no use for it. The name of the function is not known before its
  // role.
  const { partition, region, account } = Stack.of(handler);
  handler.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: [...INTERFACES],
      resources: ['*'],
      conditions: {
        ArnLike: { 'lambda:SourceFunctionArn': `arn:${partition}:lambda:${region}:${account}:function:*` },
      },
    }),
  );
}

const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
] as const;

export function endpoints(scope: Construct, vpc: Vpc): void {
  const { vpcId } = vpc;
  const subnetIds = [...vpc.subnetIds];
  const routeTableIds = [...vpc.routeTableIds];
  const { region } = Stack.of(scope);
  for (const [id, service] of [
    ['S3', 's3'],
    ['DynamoDB', 'dynamodb'],
  ] as const) {
    const serviceName = `com.amazonaws.${region}.${service}`;
    new CfnVPCEndpoint(scope, `${id}Endpoint`, { vpcId, serviceName, vpcEndpointType: 'Gateway', routeTableIds });
  }
  new CfnVPCEndpoint(scope, 'CloudWatchEndpoint', {
    vpcId,
    // The name differs between partitions.
    serviceName: InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING.name,
    vpcEndpointType: 'Interface',
    privateDnsEnabled: true,
    subnetIds,
    securityGroupIds: [fromFunction(scope, vpc).attrGroupId],
  });
}

/** A group for the endpoint: the function's own may have no rule that lets anything in, and are not ours to change. */
function fromFunction(scope: Construct, { vpcId, securityGroupIds }: Vpc): CfnSecurityGroup {
  return new CfnSecurityGroup(scope, 'CloudWatchEndpointGroup', {
    groupDescription: 'HTTPS from the function to the CloudWatch endpoint',
    vpcId,
    securityGroupIngress: securityGroupIds.map((sourceSecurityGroupId) => ({
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      sourceSecurityGroupId,
      description: 'The function',
    })),
  });
}
