/**
 * Keys of the Elastic Load Balancing family of logs -> what they say.
 * Source: ELB user guides, "Access log files"; `conn_log.` with a dot is named in older material.
 */
import { text } from './fields.ts';
import { type KeyFacts, NO_FACTS } from './format.ts';

const ELB_BASENAME =
  /^(?:(health_check_log|conn_log)[_.])?(\d{12})_elasticloadbalancing_([a-z0-9-]+)_((?:app|net)\.[A-Za-z0-9-]+\.[0-9a-f]+|[A-Za-z0-9-]+)_(\d{8}T\d{4}Z)(?:_([0-9a-fA-F.:]+))?_([A-Za-z0-9]+)\.log(?:\.gz)?$/;

export function elbFacts(_key: string, basename: string): KeyFacts {
  const match = ELB_BASENAME.exec(basename);
  if (match === null) return NO_FACTS;
  const [, , account, region, name, end] = match;
  return { account, region, loadBalancer: name?.replaceAll('.', '/'), end: endTime(end) };
}

/** `20260504T1000Z` -> milliseconds since 1970. */
export function endTime(stamp: string | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/.exec(stamp ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hour, minute] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The `elb` field -> `app/name/id`, also where it is written as an ARN; undefined for the marks of absence. */
export function elbLoadBalancer(field: string | undefined): string | undefined {
  const found = text(field);
  if (found === undefined || !found.startsWith('arn:')) return found;
  const start = found.indexOf('loadbalancer/');
  return start < 0 ? found : found.slice(start + 'loadbalancer/'.length);
}
