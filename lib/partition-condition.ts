/** A condition of the template: is it deployed to this partition? One for everything in a stack that asks. */
import { Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export function partitionCondition(scope: Construct, partition: string): CfnCondition {
  const stack = Stack.of(scope);
  const id = `PartitionIs-${partition}`;
  const made = stack.node.tryFindChild(id);
  if (made instanceof CfnCondition) return made;
  return new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.PARTITION, partition) });
}
