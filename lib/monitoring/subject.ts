/** What the dashboard and the alarms are told about the deployment they watch. */

import { Arn, ArnFormat, Aws, Fn, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { Profile } from '../../lambda/catalogue/metrics/profiles.ts';
import type { ExtraDimension } from '../../lambda/config.ts';
import type { AlarmSettings } from '../settings/types.ts';
import type { MetricScope } from './metric.ts';

export interface MonitoringProps {
  readonly namespace: string;
  readonly settings: AlarmSettings;
  /** ARNs of the load balancers named in the settings; may be tokens. None means all that log. */
  readonly loadBalancers: readonly string[];
  /** ARN -> name, for those whose ARN is a token. */
  readonly names?: ReadonlyMap<string, string>;
  readonly families: readonly Family[];
  /** Formats that `formatByPrefix` names. */
  readonly formats: readonly string[];
  readonly profile: Profile;
  readonly targetGroups: boolean;
  /** Names of the routes. */
  readonly routes: readonly string[];
  /** Names of the services, each once. */
  readonly services: readonly string[];
  readonly extraDimensions: readonly ExtraDimension[];
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly handler: IFunction;
  readonly logGroup: ILogGroup;
  /** Name of the dashboard; also how the names of the alarms begin. Plain text, not a token. */
  readonly dashboardName: string;
}

/** A load balancer, or all of them, as the subject of graphs and alarms. */
export interface Subject {
  /** Part of construct ids and alarm names. */
  readonly id: string;
  /** In words, within a sentence. */
  readonly words: string;
  /** `app/name/id`; undefined stands for all load balancers together. */
  readonly loadBalancer: string | undefined;
  /** Account and region that its log names: values of the dimensions that `extraDimensions` adds. */
  readonly place: Readonly<Record<ExtraDimension, string>>;
}

/** Where the stack is. */
const HERE: Subject['place'] = { AccountId: Aws.ACCOUNT_ID, Region: Aws.REGION };

export const ALL: Subject = { id: 'All', words: 'all load balancers', loadBalancer: undefined, place: HERE };

/**
 * With more load balancers than this, alarms are about all of them together: each one makes up to 33 resources, and a
 * stack holds 500.
 */
const WATCHED_ALONE_MAX = 10;

/** The load balancers named in the settings; all together where none is, or too many are. */
export function subjectsOf({
  loadBalancers,
  names,
}: Pick<MonitoringProps, 'loadBalancers' | 'names'>): readonly Subject[] {
  if (loadBalancers.length === 0 || loadBalancers.length > WATCHED_ALONE_MAX) return [ALL];
  return loadBalancers.map((arn, index) => subjectOf(arn, names?.get(arn) ?? `LoadBalancer${index + 1}`));
}

/** `name` is for an ARN that is not known before the deployment. */
function subjectOf(arn: string, name: string): Subject {
  if (Token.isUnresolved(arn)) {
    return {
      id: name,
      words: `load balancer ${name}`,
      loadBalancer: Fn.select(1, Fn.split('loadbalancer/', arn)),
      place: HERE,
    };
  }
  const {
    resourceName = arn,
    account = HERE.AccountId,
    region = HERE.Region,
  } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
  const [, own = resourceName, key = ''] = resourceName.split('/');
  // Two load balancers of one name (two regions' logs in one bucket) differ in the last part.
  const id = key === '' ? own : `${own}-${key.slice(0, 6)}`;
  return { id, words: own, loadBalancer: resourceName, place: { AccountId: account, Region: region } };
}

/** The dimension that selects a subject. */
export function dimensionsOf(subject: Subject): Record<string, string> {
  return subject.loadBalancer === undefined ? {} : { LoadBalancer: subject.loadBalancer };
}

/** All load balancers together are those of this stack's account and region; a named one is wherever it is. */
export function scopeOf(
  { namespace, extraDimensions, profile }: Pick<MonitoringProps, 'namespace' | 'extraDimensions' | 'profile'>,
  { place }: Subject = ALL,
): MetricScope {
  return { namespace, extra: Object.fromEntries(extraDimensions.map((name) => [name, place[name]])), profile };
}
