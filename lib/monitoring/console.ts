/** Addresses in the AWS console. */
import { Aws, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/** The address of a dashboard of the stack that `scope` is in. */
export function dashboardLink(scope: Construct, dashboardName: string): string {
  return `https://${consoleHost(scope)}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;
}

/** The console has its own host in China and GovCloud. A stack that does not know its Region is taken for neither. */
export function consoleHost(scope: Construct): string {
  const { region } = Stack.of(scope);
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  if (partition === 'aws-cn') return 'console.amazonaws.cn';
  if (partition === 'aws-us-gov') return 'console.amazonaws-us-gov.com';
  return `${Aws.REGION}.console.aws.amazon.com`;
}
