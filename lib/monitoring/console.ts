/** Addresses in the AWS console. */
import { Aws, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { consoleHost } from '../../lambda/catalogue/console-host.ts';

/** The address of a dashboard of the stack that `scope` is in. */
export function dashboardLink(scope: Construct, dashboardName: string): string {
  return `https://${consoleHostOf(scope)}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;
}

/** A stack that does not know its Region is assumed to be neither in China nor in GovCloud. */
export function consoleHostOf(scope: Construct): string {
  const { region } = Stack.of(scope);
  return consoleHost(Token.isUnresolved(region) ? Aws.REGION : region);
}
