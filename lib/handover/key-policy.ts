/**
 * What the policy of your key must say: statements for the services that use the key. The function is allowed by its
 * role. Each statement is limited to the account, or to the resource that uses the key.
 */

import type { Settings } from '../settings/types.ts';

/** Where the stack goes. */
interface KeyPlace {
  readonly account: string;
  readonly region: string;
}

export function keyStatements(settings: Settings, place: KeyPlace): readonly object[] {
  const { enabled, outputLocation } = settings.athena;
  // Results in a bucket are written by anyone who asks, with the rights of that person.
  const keepsResults = enabled && outputLocation === undefined;
  return [senders(settings, place), logLines(place), ...(keepsResults ? [queryResults(place)] : [])];
}

/** Anyone who sends to our queue does so for the account of the topic or bucket it comes from. */
function senders({ bucket }: Settings, { account }: KeyPlace): object {
  const announcer = bucket.topicArn?.split(':')[4] ?? bucket.account ?? account;
  return {
    Effect: 'Allow',
    Principal: {
      Service: ['s3.amazonaws.com', 'events.amazonaws.com', 'sns.amazonaws.com', 'cloudwatch.amazonaws.com'],
    },
    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': announcer === account ? account : [account, announcer] } },
  };
}

function logLines({ region, account }: KeyPlace): object {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.${domain}` },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:*:logs:${region}:${account}:log-group:*` } },
  };
}

/** Athena user guide, "Managed query results". */
function queryResults({ region, account }: KeyPlace): object {
  const workGroups = `arn:*:athena:${region}:${account}:workgroup/*`;
  return {
    Effect: 'Allow',
    Principal: { Service: 'encryption.athena.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': workGroups, 'kms:EncryptionContext:aws:athena:arn': workGroups },
    },
  };
}
