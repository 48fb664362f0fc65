/** Settings that fit the deployment into the rules of an account: names, keys, networks, what stays behind. */
import { z } from 'zod';
import { KEY_ARN } from './bucket.ts';
import { choice, flag, list, matching, wholeNumber } from './values.ts';

const id = (kind: string) =>
  matching(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `an id such as ${kind}-0123456789abcdef0`);
const removal = () => choice(['retain', 'destroy']);

const vpc = z.strictObject({
  vpcId: id('vpc').describe('The VPC the function runs in.'),
  subnetIds: list(id('subnet')).min(1).describe('Private subnets of the VPC.'),
  securityGroupIds: list(id('sg'))
    .min(1)
    .describe('Security groups of the function. The endpoint for CloudWatch accepts HTTPS from them.'),
  endpoints: flag()
    .default(false)
    .describe(
      'Make VPC endpoints for S3, DynamoDB and CloudWatch. Without them the function needs a NAT gateway or similar.',
    ),
  routeTableIds: list(id('rtb')).default([]).describe('Route tables of the subnets. Required for `endpoints`.'),
});

const athena = z
  .strictObject({
    enabled: flag().default(false).describe('Make Athena tables, a workgroup and saved queries for the raw logs.'),
    since: matching(/^\d{4}\/\d{2}\/\d{2}$/, 'a day as yyyy/mm/dd')
      .default('2024/01/01')
      .describe('First day that the tables cover.'),
    scanLimitGiB: wholeNumber(1, 100_000)
      .default(100)
      .describe('A query that reads more is stopped. 1 TiB costs about $5.'),
    outputLocation: matching(/^s3:\/\/[a-z0-9][a-z0-9.-]+\/.*$/, 'a place such as s3://bucket/prefix/')
      .optional()
      .describe('Where Athena writes results. Without it Athena keeps them for a day.'),
  })
  .prefault({});

export const accountSettings = {
  tags: z
    .record(z.string(), z.string({ error: 'must be the value of a tag' }), {
      error: 'must map names of tags to values',
    })
    .meta({ right: 'an object of names and values' })
    .default({})
    .describe('Tags for every resource that can have tags.'),
  permissionsBoundaryArn: matching(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/, 'the ARN of a managed policy')
    .optional()
    .describe('Permissions boundary for every role.'),
  encryptionKeyArn: matching(...KEY_ARN)
    .optional()
    .describe('Your KMS key for queues, ledger, log groups, topic and query results. A log bucket cannot use one.'),
  vpc: vpc.optional().describe('Run the function inside a VPC.'),
  athena: athena.describe('Query the raw logs with SQL.'),
  removal: z
    .strictObject({
      bucket: removal()
        .default('retain')
        .describe('What happens to the new bucket. Only an empty bucket can be destroyed.'),
      ledger: removal().default('destroy').describe('What happens to the ledger.'),
      logs: removal().default('destroy').describe('What happens to the log lines of the functions.'),
    })
    .prefault({})
    .describe('What stays when the stack is removed.'),
};
