/** An incident -> what to do, first things first: commands that can be pasted, then what to look at. Plain text. */
import { CAUSES } from '../../catalogue/causes/index.ts';
import { shellWord } from '../../catalogue/shell-word.ts';
import type { Incident, Origin } from '../verdict.ts';
import { shortName } from './text.ts';

export interface Step {
  readonly text: string;
  /** To paste into a shell. */
  readonly command?: string;
}

/** At most four steps. */
export function adviceOf(incident: Incident): readonly Step[] {
  const [first] = incident.causes;
  const check = first?.cause === undefined ? [] : [{ text: `Check: ${lowerFirst(CAUSES[first.cause].check)}` }];
  const kept = incident.origin === 'target' ? [] : check;
  return [...STEPS[incident.origin](incident), ...kept].slice(0, 4);
}

/** How to see that it worked. */
export const OVER =
  'To see that it worked: the graphs follow after 1 to 7 minutes, and the alarm returns to OK 25 to 30 minutes after the last bad minute.';

type Steps = (incident: Incident) => readonly Step[];

const STEPS: Readonly<Record<Origin, Steps>> = {
  target: (incident) => [
    { text: 'Take the target out of its group; the others take over:', command: deregister(incident) },
    { text: 'Then look at its log, its memory and its restarts before you bring it back.' },
  ],
  release: (incident) => [
    { text: `Roll back the last release${ofGroup(incident)} first and look for the reason afterwards.` },
    { text: 'Which targets serve now:', command: health(incident) },
  ],
  dependency: (incident) => [
    {
      text: `Find what the targets${ofGroup(incident)} wait for: their database, cache and upstream services at that time. The trace ids of the examples lead there.`,
    },
    { text: 'If a release went out shortly before and is not in CloudTrail, roll it back.' },
  ],
  noTarget: (incident) => [
    { text: 'See which targets are registered:', command: health(incident) },
    { text: 'Register or start targets. If a deployment removed all of them, roll it back.' },
  ],
  keepAlive: () => [
    {
      text: 'Set the keep-alive timeout of the targets longer than the idle timeout of the load balancer (60 seconds unless changed).',
    },
  ],
  connection: (incident) => [{ text: 'See why the targets cannot be reached:', command: health(incident) }],
  zone: (incident) => [
    { text: 'See the health of the targets by zone:', command: health(incident) },
    {
      text: 'If only one Availability Zone fails, shift traffic away from it (zonal shift, in the console of the load balancer) and look for the reason afterwards.',
    },
  ],
  node: () => [
    { text: 'Check network ACLs, route tables and subnets of that Availability Zone, and AWS Health.' },
    {
      text: 'If only one Availability Zone fails, shift traffic away from it (zonal shift, in the console of the load balancer) and look for the reason afterwards.',
    },
  ],
  lambda: () => [
    { text: "Open the function's log group and its Errors, Throttles and Duration metrics at that time." },
  ],
  waf: (incident) => [
    {
      text: 'Look at the rule changes of the web ACL and at its sampled requests for that time. The web ACL is:',
      command: `aws wafv2 get-web-acl-for-resource --resource-arn ${balancerArnOf(incident)}`,
    },
    { text: 'If good requests are blocked, set the rule that blocks them to Count until it is corrected.' },
  ],
  identityProvider: () => [
    { text: 'Check the status page and the log of the identity provider. The targets need nothing.' },
  ],
  loadBalancer: () => [{ text: 'Check AWS Health for Elastic Load Balancing in this Region.' }],
  configuration: () => [
    { text: 'Look at the listener rules, and at who changed them: the saved query "Changes of load balancers".' },
  ],
  client: () => [{ text: 'Find out which client it is and what its timeout is: the examples have the times.' }],
  traffic: () => [
    { text: 'Ask whether the clients, the DNS name or the CDN in front changed. Try the address yourself.' },
  ],
  unclear: () => [
    {
      text: 'Ask what changed at that time: releases, settings, data, traffic. If a release went out, roll it back first.',
    },
    { text: 'Follow a trace id of the examples into the log of the application.' },
  ],
};

function ofGroup({ where }: Incident): string {
  const { targetGroup, service } = where.place;
  if (service !== undefined) return ` of service ${service}`;
  return targetGroup === undefined ? '' : ` of ${shortName(targetGroup)}`;
}

/** The CLI wants ARNs; a name is what a person and a log have. */
function targetGroupArn({ where }: Incident): string {
  const { place, slices } = where;
  const targetGroup = place.targetGroup ?? slices.map((slice) => slice.targetGroup).find((name) => name !== undefined);
  const name = targetGroup === undefined ? 'NAME' : shortName(targetGroup);
  return `$(aws elbv2 describe-target-groups --names ${shellWord(name)} --query 'TargetGroups[0].TargetGroupArn' --output text)`;
}

function balancerArnOf({ loadBalancers }: Incident): string {
  const name = shortName(loadBalancers[0] ?? 'NAME');
  return `$(aws elbv2 describe-load-balancers --names ${shellWord(name)} --query 'LoadBalancers[0].LoadBalancerArn' --output text)`;
}

function health(incident: Incident): string {
  return `aws elbv2 describe-target-health --target-group-arn ${targetGroupArn(incident)}`;
}

/** Of a group whose target type is instance the Id is the instance's. */
function deregister(incident: Incident): string {
  const [target = ''] = incident.where.targets ?? [];
  const at = target.lastIndexOf(':');
  // The log has an IPv6 address in brackets, the API wants it without.
  const [address, port] = [target.slice(0, at).replace(/^\[(.*)\]$/, '$1'), target.slice(at + 1)];
  return `aws elbv2 deregister-targets --target-group-arn ${targetGroupArn(incident)} --targets ${shellWord(`Id=${address},Port=${port}`)}`;
}

function lowerFirst(sentence: string): string {
  return /^[A-Z][a-z ]/.test(sentence) ? `${sentence[0]?.toLowerCase()}${sentence.slice(1)}` : sentence;
}
