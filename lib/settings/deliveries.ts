/**
 * Where the logs of each family are delivered, below the prefix of the bucket: one entry a family. A family without one
 * is read where its logs lie, and nobody may deliver them.
 */
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { Settings } from './types.ts';

interface Deliveries {
  /**
   * The log of Application Load Balancers. Access logs have no folder; the others have, so that no Athena table sees
   * files of another log.
   */
  readonly loadBalancer?: {
    readonly folder: string;
    /** The attribute that turns it on. Elastic Load Balancing API, LoadBalancerAttribute. */
    readonly attribute: string;
  };
  /** The log of another service. */
  readonly other?: {
    readonly folder: string;
    /** Who writes: CloudWatch Logs, for Network Load Balancers and AWS WAF, or CloudTrail. */
    readonly service: 'delivery.logs' | 'cloudtrail';
    /** It delivers to no bucket of another name. */
    readonly bucketName?: RegExp;
  };
}

/** AWS WAF developer guide, "Sending web ACL traffic logs to Amazon S3". */
const WAF_BUCKET = /^aws-waf-logs-./;

export const DELIVERIES = {
  requests: { loadBalancer: { folder: '', attribute: 'access_logs.s3' } },
  connections: {
    loadBalancer: { folder: 'connection', attribute: 'connection_logs.s3' },
    other: { folder: 'network', service: 'delivery.logs' },
  },
  healthChecks: { loadBalancer: { folder: 'health-check', attribute: 'health_check_logs.s3' } },
  firewall: { other: { folder: 'waf', service: 'delivery.logs', bucketName: WAF_BUCKET } },
  apiEvents: { other: { folder: 'cloudtrail', service: 'cloudtrail' } },
} as const satisfies { readonly [F in Family]?: Deliveries };

/** A family that Application Load Balancers have a log of. */
export type LogKind = {
  [F in keyof typeof DELIVERIES]: (typeof DELIVERIES)[F] extends { readonly loadBalancer: unknown } ? F : never;
}[keyof typeof DELIVERIES];

export function deliveriesOf(family: Family): Deliveries {
  const all: { readonly [F in Family]?: Deliveries } = DELIVERIES;
  return all[family] ?? {};
}

/** The logs of Application Load Balancers that the settings read: a family each. */
export function logKinds({ families }: Pick<Settings, 'families'>): LogKind[] {
  return families.filter((family): family is LogKind => deliveriesOf(family).loadBalancer !== undefined);
}

/** The prefix to switch a log on with; access logs have the bucket's own. */
export function logPrefix(bucketPrefix: string, kind: LogKind): string {
  return under(bucketPrefix, DELIVERIES[kind].loadBalancer.folder);
}

export function under(prefix: string, folder: string): string {
  return [prefix, folder].filter((part) => part !== '').join('/');
}
