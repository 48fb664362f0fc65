/** Texts for people after a deployment: commands and links, exact enough to paste. */

import type { LogBucket } from '../bucket/log-bucket.ts';
import type { Ingestion } from '../function/ingestion.ts';
import { DELIVERIES, logKinds, logPrefix } from '../settings/deliveries.ts';
import type { Settings } from '../settings/types.ts';

/** The AWS CLI command that switches on every log we read; the ARN is what is left to fill in. */
export function switchOnCommand(bucket: LogBucket, settings: Settings, arn = '<ARN>'): string {
  const attributes = logKinds(settings).flatMap((kind) => {
    const attribute = DELIVERIES[kind].loadBalancer.attribute;
    const prefix = logPrefix(settings.bucket.prefix, kind);
    const pairs = [`${attribute}.enabled,Value=true`, `${attribute}.bucket,Value=${bucket.bucketName}`];
    return prefix === '' ? pairs : [...pairs, `${attribute}.prefix,Value=${prefix}`];
  });
  const keys = attributes.map((attribute) => `Key=${attribute}`).join(' ');
  return `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ${arn} --attributes ${keys}`;
}

/**
 * The command that moves failed messages back once their cause is fixed. It names the destination: EventBridge and SNS
 * set messages aside there too.
 */
export function redriveCommand({ queue, deadLetterQueue }: Ingestion): string {
  return `npx elb-log-metrics redrive --queue ${deadLetterQueue.queueUrl} --to ${queue.queueUrl}`;
}

/** The command that counts a past period; the times are what is left to fill in. */
export function replayCommand(bucket: LogBucket, { queue, ledger }: Ingestion): string {
  return `npx elb-log-metrics replay --bucket ${bucket.bucketName} --queue ${queue.queueUrl} --table ${ledger.tableName} --from <time> --to <time>`;
}
