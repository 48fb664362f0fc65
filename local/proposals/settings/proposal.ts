/** Load balancers and where they log -> the settings that suit them, with the reason for each. Pure. */
import { compareText } from '../../../lambda/catalogue/compare-text.ts';
import { counted } from '../../../lambda/catalogue/figures.ts';
import type { SettingsInput } from '../../../lib/settings/types.ts';
import type { FoundLoadBalancer, LogPlace } from './account.ts';

export interface SettingsProposal {
  readonly settings: SettingsInput;
  /** One sentence each. */
  readonly reasons: readonly string[];
}

/**
 * Named load balancers have alarms on AWS's own metrics too; with more of them the alarms by load balancer find them
 * all.
 */
const NAMED_MAX = 20;

export function proposalFor(loadBalancers: readonly FoundLoadBalancer[]): SettingsProposal {
  const readable = loadBalancers.filter(({ type }) => type !== 'gateway');
  const applications = readable.filter(({ type }) => type === 'application');
  const [busiest] = placesOf(readable);
  const parts = [
    families(readable),
    busiest === undefined ? ownBucket(applications) : existingBucketSetting(busiest, readable),
  ];
  return {
    settings: Object.assign({}, ...parts.map(({ settings }) => settings)),
    reasons: parts.flatMap(({ reasons }) => reasons),
  };
}

interface UsedPlace extends LogPlace {
  readonly users: number;
}

/** Where logs go already, the place that most of them share first. */
function placesOf(loadBalancers: readonly FoundLoadBalancer[]): readonly UsedPlace[] {
  const places = new Map<string, UsedPlace>();
  for (const { logs } of loadBalancers) {
    if (logs === undefined) continue;
    const key = `${logs.bucket}/${logs.prefix}`;
    places.set(key, { ...logs, users: (places.get(key)?.users ?? 0) + 1 });
  }
  return [...places.values()].sort((left, right) => right.users - left.users || compareText(left.bucket, right.bucket));
}

function families(loadBalancers: readonly FoundLoadBalancer[]): SettingsProposal {
  const network = loadBalancers.filter(({ type }) => type === 'network').length;
  if (network === 0) return { settings: {}, reasons: [] };
  return {
    settings: { families: ['requests', 'connections'] },
    reasons: [`${counted(network, 'Network Load Balancer')}: they log TLS connections, the family connections.`],
  };
}

function ownBucket(applications: readonly FoundLoadBalancer[]): SettingsProposal {
  const named = applications.slice(0, NAMED_MAX).map(({ arn }) => arn);
  if (named.length === 0) {
    return {
      settings: {},
      reasons: ['No Application Load Balancer: later logs are read without any setting.'],
    };
  }
  const rest = applications.length - named.length;
  return {
    settings: { loadBalancers: named },
    reasons: [
      'No load balancer logs yet: the deployment makes a bucket and turns on the logs of the named ones.',
      ...(rest === 0 ? [] : [`${rest} more: the output SwitchOnCommand turns their logs on. All get the same alarms.`]),
    ],
  };
}

function existingBucketSetting(
  { bucket, prefix, users }: UsedPlace,
  loadBalancers: readonly FoundLoadBalancer[],
): SettingsProposal {
  const silent = loadBalancers.filter(({ logs }) => logs === undefined);
  const elsewhere = loadBalancers.length - users - silent.length;
  return {
    settings: { bucket: { name: bucket, ...(prefix !== '' && { prefix }) } },
    reasons: [
      `${counted(users, 'load balancer')} already ${users === 1 ? 'logs' : 'log'} to s3://${bucket}/${prefix}: that bucket is read and not changed.`,
      ...(elsewhere === 0
        ? []
        : [
            `${counted(elsewhere, 'load balancer')} ${elsewhere === 1 ? 'logs' : 'log'} to another place: deploy once for each bucket, with another namespace.`,
          ]),
      ...(silent.length === 0
        ? []
        : [
            `${counted(silent.length, 'load balancer')} ${silent.length === 1 ? 'does' : 'do'} not log yet: ${names(silent)}. The output SwitchOnCommand turns ${silent.length === 1 ? 'it' : 'them'} on.`,
          ]),
    ],
  };
}

const NAMES_MAX = 5;

function names(loadBalancers: readonly FoundLoadBalancer[]): string {
  const shown = loadBalancers.slice(0, NAMES_MAX).map(({ name }) => name);
  const rest = loadBalancers.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}
