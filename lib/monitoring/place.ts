/** Where a load balancer is, against where the stack is. */
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Whether a load balancer is in the account and Region of the stack, as far as those are known at synth. */
export function isHere(scope: Construct, arn: string): boolean {
  if (Token.isUnresolved(arn)) return true;
  const { account, region } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
  const stack = Stack.of(scope);
  return [
    [account, stack.account],
    [region, stack.region],
  ].every(([its, ours]) => ours === undefined || Token.isUnresolved(ours) || its === ours);
}
