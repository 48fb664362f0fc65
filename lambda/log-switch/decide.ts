/**
 * Whether a log of a load balancer has to be switched, pure. What CloudFormation asks for and the attributes as they
 * are -> the attributes to change and the id that remembers whether it was us who switched the log on. Nothing else
 * remembers it until CloudFormation has the id, so `undo` lets a repetition find the log as the first attempt found it.
 * Source: Elastic Load Balancing API, LoadBalancerAttribute; AWS CloudFormation guide, "Custom resource request
 * objects".
 */

/** Where a log goes; the properties of the custom resource. */
export interface LogTarget {
  readonly LoadBalancerArn: string;
  /** `access_logs.s3`, `connection_logs.s3` or `health_check_logs.s3`. */
  readonly Attribute: string;
  readonly Bucket: string;
  readonly Prefix: string;
}

export interface SwitchRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly physicalId: string | undefined;
  readonly wanted: LogTarget;
  readonly old: LogTarget | undefined;
}

/** Attributes by key. */
export type Attributes = Readonly<Record<string, string>>;

export interface SwitchDecision {
  readonly physicalId: string;
  /** Only those that differ; none means nothing must be done. */
  readonly change: Attributes;
  /** For when CloudFormation cannot be told the id: Lambda then repeats the request, which would find our log on. */
  readonly undo: Attributes;
}

/** Ends the id of a log that was off before, so it is ours to switch off again. */
const OURS = '#switched-on';
/** Ends the id of a log that already went where we want it. */
const FOUND = '#found-on';

export function decideSwitch(request: SwitchRequest, current: Attributes): SwitchDecision {
  const { type, physicalId = '', wanted, old } = request;
  const { Attribute, LoadBalancerArn } = wanted;
  if (type === 'Delete') {
    const isOurs = physicalId.endsWith(OURS) && goesTo(wanted, current);
    return { physicalId, change: isOurs ? off(Attribute) : {}, undo: {} };
  }
  const id = `${LoadBalancerArn}#${Attribute}`;
  const wasOurs = physicalId === `${id}${OURS}`;
  if (goesTo(wanted, current)) return { physicalId: `${id}${wasOurs ? OURS : FOUND}`, change: {}, undo: {} };
  if (current[`${Attribute}.enabled`] === 'true' && !(wasOurs && old !== undefined && goesTo(old, current))) {
    throw new Error(
      `${LoadBalancerArn} writes its ${Attribute} to ${place(current, Attribute)} already, which stays untouched: ` +
        `set bucket.name and bucket.prefix to that place, or switch that log off first`,
    );
  }
  // A log that becomes ours was off. One that was ours already stays so by the id in the repeated request.
  return { physicalId: `${id}${OURS}`, change: difference(wanted, current), undo: wasOurs ? {} : off(Attribute) };
}

function off(attribute: string): Attributes {
  return { [`${attribute}.enabled`]: 'false' };
}

function goesTo(target: LogTarget, current: Attributes): boolean {
  return Object.keys(difference(target, current)).length === 0;
}

/** The prefix of a log that is off may still be there from before, so it is compared too. */
function difference({ Attribute, Bucket, Prefix }: LogTarget, current: Attributes): Attributes {
  const target = { enabled: 'true', bucket: Bucket, prefix: Prefix };
  const entries = Object.entries(target).map(([name, value]) => [`${Attribute}.${name}`, value] as const);
  return Object.fromEntries(entries.filter(([key, value]) => (current[key] ?? '') !== value));
}

function place(current: Attributes, attribute: string): string {
  return `s3://${[current[`${attribute}.bucket`], current[`${attribute}.prefix`]].filter(Boolean).join('/')}`;
}
