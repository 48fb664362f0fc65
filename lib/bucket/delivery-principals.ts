/**
 * Who writes logs for load balancers: a service, in China an account of each region, in GovCloud either. A principal
 * that a partition does not know makes S3 refuse the whole policy, and the stack rolls back; so China, where the
 * service is not documented, gets the account alone.
 *
 * Source: Application Load Balancers user guide, "Enable access logs", bucket policy; accounts by region from CDK's
 * region-info.
 */
import { Aws, CfnCondition, Fn, Token } from 'aws-cdk-lib';
import { ArnPrincipal, type IPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { partitionCondition } from '../partition-condition.ts';

const SERVICE = 'logdelivery.elasticloadbalancing.amazonaws.com';
const CHINA = { north: 'cn-north-1', northwest: 'cn-northwest-1' } as const;

/** For a region that is known at synth. */
export function principalsIn({
  partition,
  region,
}: {
  readonly partition: string;
  readonly region: string;
}): IPrincipal[] {
  const service = new ServicePrincipal(SERVICE);
  const account = accountOf(region);
  if (account === undefined || !/^(?:cn|us-gov)-/.test(region)) return [service];
  const deliverer = new ArnPrincipal(`arn:${partition}:iam::${account}:root`);
  return region.startsWith('cn-') ? [deliverer] : [service, deliverer];
}

/** For a stack that may go anywhere, CloudFormation chooses when it is deployed. */
export function deliverers(
  scope: Construct,
  place: { readonly partition: string; readonly region: string },
): IPrincipal[] {
  if (!Token.isUnresolved(place.region)) return principalsIn(place);
  const isChina = partitionCondition(scope, 'aws-cn');
  const isNorth = new CfnCondition(scope, 'IsChinaNorth', { expression: Fn.conditionEquals(Aws.REGION, CHINA.north) });
  const account = Fn.conditionIf(isNorth.logicalId, accountOf(CHINA.north), accountOf(CHINA.northwest));
  const deliverer = `arn:${Aws.PARTITION}:iam::${account}:root`;
  return [
    new ServicePrincipal(Fn.conditionIf(isChina.logicalId, Aws.NO_VALUE, SERVICE).toString()),
    new ArnPrincipal(Fn.conditionIf(isChina.logicalId, deliverer, Aws.NO_VALUE).toString()),
  ];
}

function accountOf(region: string): string | undefined {
  return RegionInfo.get(region).elbv2Account;
}
