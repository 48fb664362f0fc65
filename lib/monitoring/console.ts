/** Addresses in the AWS console. */
import { Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { consoleHost, PARTITIONS } from '../../lambda/catalogue/partitions.ts';
import { partitionCondition } from '../partition-condition.ts';

/** The address of a dashboard of the stack that `scope` is in. */
export function dashboardLink(scope: Construct, dashboardName: string): string {
  return `https://${consoleHostOf(scope)}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;
}

/** For a stack that may go anywhere, CloudFormation chooses when it is deployed. */
function consoleHostOf(scope: Construct): string {
  const stack = Stack.of(scope);
  if (!Token.isUnresolved(stack.region)) return consoleHost(stack.region);
  const domain = PARTITIONS.reduceRight(
    (otherwise, { name, consoleDomain }) =>
      otherwise === ''
        ? consoleDomain
        : Fn.conditionIf(partitionCondition(stack, name).logicalId, consoleDomain, otherwise).toString(),
    '',
  );
  return `${Aws.REGION}.console.${domain}`;
}
