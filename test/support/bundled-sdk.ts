/** The clients of AWS as the bundled function has them, and those of the whole SDK. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { lightSdk } from '../../lib/function/sdk-aliases.ts';

/** What lambda/ takes of three of the clients. */
export type Sdk = Pick<typeof s3, 'S3Client' | 'GetObjectCommand'> &
  Pick<typeof cloudwatch, 'CloudWatchClient' | 'PutMetricDataCommand'> &
  Pick<typeof dynamodb, 'BatchGetItemCommand' | 'DynamoDBClient' | 'UpdateItemCommand'>;

export const WHOLE_SDK: Sdk = { ...s3, ...cloudwatch, ...dynamodb };

const ENTRY = `
export { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
export { BatchGetItemCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
export { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
export {
  DescribeLoadBalancerAttributesCommand, ElasticLoadBalancingV2Client, ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
`;

export async function bundledSdk(): Promise<Sdk> {
  const outfile = join(tmpdir(), `sdk-${crypto.randomUUID()}.mjs`);
  await build({
    stdin: { contents: ENTRY, resolveDir: import.meta.dirname },
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', target: 'node24' },
    ...{ mainFields: ['module', 'main'], plugins: [lightSdk], minify: true, logLevel: 'silent' },
  });
  const sdk: Sdk = createRequire(import.meta.url)(outfile);
  rmSync(outfile);
  return sdk;
}
