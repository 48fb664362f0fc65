/** The logs of an Application Load Balancer: their folders, and the attributes that turn them on. */

import type { Settings } from './types.ts';
/** Access logs keep the bucket's prefix; the others get a folder, so that no Athena table sees files of another log. */
export const LOG_FOLDERS = { requests: '', connections: 'connection', healthChecks: 'health-check' } as const;

export type LogKind = keyof typeof LOG_FOLDERS;

/** The logs of Application Load Balancers that the settings read: a family each. */
export function logKinds({ families }: Pick<Settings, 'families'>): LogKind[] {
  return families.filter((family): family is LogKind => family in LOG_FOLDERS);
}

/** The prefix to switch a log on with; access logs have the bucket's own. */
export function logPrefix(bucketPrefix: string, kind: LogKind): string {
  return [bucketPrefix, LOG_FOLDERS[kind]].filter((part) => part !== '').join('/');
}

/** Names of an Application Load Balancer's attributes. Elastic Load Balancing API, LoadBalancerAttribute. */
export const LOG_ATTRIBUTES = {
  requests: 'access_logs.s3',
  connections: 'connection_logs.s3',
  healthChecks: 'health_check_logs.s3',
} as const satisfies Record<LogKind, string>;
