/**
 * How long the policy of the bucket made here will be, measured as it is deployed: whether CDK merges statements that
 * differ in the resource only is a feature flag of the app, and a region may have more than one principal.
 */

import { Stack, Token } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Settings } from '../settings/types.ts';
import { evaluated, type IfValues } from './intrinsics.ts';

/** S3 user guide, "Bucket policies". */
const BUCKET_POLICY_BYTES = 20 * 1024;
/** The longest there are, where the stack does not know its own. */
const LONGEST = { partition: 'aws-us-gov', region: 'ap-southeast-1', bucketName: 'b'.repeat(63) } as const;

/** Throws where S3 would refuse the policy, which would be after everything else is deployed. */
export function refuseLongPolicy(bucket: Bucket, { bucket: { newName }, delivery }: Settings): void {
  const stack = Stack.of(bucket);
  const values = valuesIn(stack, newName);
  const document = evaluated(stack.resolve(bucket.policy?.document), {
    // The only attribute in the policy is that of the bucket itself.
    standsFor: (reference) => (reference.endsWith('.Arn') ? values.Arn : values[reference]),
    choose: longer,
  });
  const bytes = Buffer.byteLength(JSON.stringify(document));
  if (bytes <= BUCKET_POLICY_BYTES) return;
  throw new Error(
    `\`delivery.accounts\` has ${delivery.accounts.length} accounts, which need a policy of ${bytes} bytes: must fit the ${BUCKET_POLICY_BYTES} bytes of a bucket policy. Set \`delivery.organizationId\` instead`,
  );
}

type Values = Readonly<Record<string, string>>;

/** What stands for a reference in the policy that is deployed, or something as long. */
function valuesIn({ partition, region }: Stack, bucketName: string = LONGEST.bucketName): Values {
  const itsPartition = Token.isUnresolved(partition) ? LONGEST.partition : partition;
  return {
    'AWS::Partition': itsPartition,
    'AWS::Region': Token.isUnresolved(region) ? LONGEST.region : region,
    'AWS::AccountId': '0'.repeat(12),
    Arn: `arn:${itsPartition}:s3:::${bucketName}`,
  };
}

/** Nobody knows yet which of them it will be. */
function longer({ whenTrue, whenFalse }: IfValues): unknown {
  return JSON.stringify(whenTrue ?? '').length < JSON.stringify(whenFalse ?? '').length ? whenFalse : whenTrue;
}
