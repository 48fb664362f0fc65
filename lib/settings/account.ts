/** Settings that fit the deployment into the rules of an account: names, keys, networks, what stays behind. */
import { z } from 'zod';
import { KEY_ARN } from './bucket.ts';
import { choice, flag, list, matching, whole } from './values.ts';

const id = (kind: string) =>
  matching(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `an id such as ${kind}-0123456789abcdef0`);
const removal = () => choice(['retain', 'destroy']);

const vpc = z.strictObject({
  vpcId: id('vpc').describe('The VPC the function runs in.'),
  subnetIds: list(id('subnet')).min(1).describe('Its subnets, private ones.'),
  securityGroupIds: list(id('sg'))
    .min(1)
    .describe('Security groups of the function; the endpoint for CloudWatch takes HTTPS from them.'),
  endpoints: flag()
    .default(false)
    .describe('Make the endpoints for S3, DynamoDB and CloudWatch, without which the function needs a way out.'),
  routeTableIds: list(id('rtb')).default([]).describe('Route tables of the subnets; needed for `endpoints`.'),
});

const athena = z
  .strictObject({
    enabled: flag().default(false).describe('Make tables, a workgroup and queries to ask the raw logs with.'),
    since: matching(/^\d{4}\/\d{2}\/\d{2}$/, 'a day as yyyy/mm/dd')
      .default('2024/01/01')
      .describe('First day that the tables know of.'),
    scanLimitGiB: whole(1, 100_000).default(100).describe('A query that reads more is stopped; 1 TiB costs about $5.'),
    outputLocation: matching(/^s3:\/\/[a-z0-9][a-z0-9.-]+\/.*$/, 'a place such as s3://bucket/prefix/')
      .optional()
      .describe('Where results are written. Without it Athena keeps them itself for a day.'),
  })
  .prefault({});

export const accountSettings = {
  tags: z
    .record(z.string(), z.string({ error: 'must be the value of a tag' }), {
      error: 'must map names of tags to values',
    })
    .meta({ right: 'an object of names and values' })
    .default({})
    .describe('Tags of everything that can have tags.'),
  permissionsBoundaryArn: matching(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/, 'the ARN of a managed policy')
    .optional()
    .describe('Permissions boundary of every role.'),
  encryptionKeyArn: matching(...KEY_ARN)
    .optional()
    .describe('Your KMS key for queues, ledger, log groups, topic and query results. Log buckets cannot have one.'),
  vpc: vpc.optional().describe('Run the function inside a VPC.'),
  athena: athena.describe('Ask the raw logs with SQL.'),
  removal: z
    .strictObject({
      bucket: removal()
        .default('retain')
        .describe('What happens to our bucket when the stack goes; only an empty one can be destroyed.'),
      ledger: removal().default('destroy').describe('What happens to the ledger.'),
      logs: removal().default('destroy').describe('What happens to the log lines of the functions.'),
    })
    .prefault({})
    .describe('What stays when the stack is removed.'),
};
