/**
 * A deployment that names many load balancers, with names of the greatest length: it fits into a stack, or says how
 * many would.
 */
import { describe, expect, test } from 'vitest';
import type { SettingsInput } from '../../lib/settings/types.ts';
import { LogMetricsStack } from '../../lib/stack.ts';
import { quickApp } from '../support/synthesized.ts';

const NAME_CHARACTERS_MAX = 32;

function arns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `lb${index}-`.padEnd(NAME_CHARACTERS_MAX, 'x');
    const id = index.toString(16).padStart(16, '0');
    return `arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:123456789012:loadbalancer/app/${name}/${id}`;
  });
}

const EVERYTHING: SettingsInput = {
  families: ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'],
  profile: 'full',
  athena: { enabled: true },
  alarms: { slo: 99.9, slowSlo: 99 },
  routes: [{ name: 'checkout', path: '/checkout' }],
};

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly AlarmName?: string; readonly PolicyDocument?: unknown; readonly Metrics?: unknown };
}

function synthesized(count: number, settings: SettingsInput = {}) {
  const app = quickApp();
  const env = { account: '123456789012', region: 'us-gov-west-1' };
  const stack = new LogMetricsStack(app, { ...settings, loadBalancers: arns(count) }, { env });
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  const resources: Resource[] = Object.values(template.Resources);
  return { resources, bytes: JSON.stringify(template, undefined, 1).length };
}

/** Quotas. Sources: CloudFormation user guide, IAM user guide. */
const RESOURCES_MAX = 500;
const TEMPLATE_BYTES_MAX = 1_000_000;
const MANAGED_POLICY_CHARACTERS_MAX = 6_144;
const MANAGED_POLICIES_OF_A_ROLE = 10;

describe('fits into a stack', { timeout: 180_000 }, () => {
  test.each<[count: number, settings: SettingsInput | undefined]>([
    [200, undefined],
    [50, undefined],
    [126, EVERYTHING],
    [11, EVERYTHING],
    [10, EVERYTHING],
  ])('with %i load balancers', (count, settings) => {
    const { resources, bytes } = synthesized(count, settings);
    expect(resources.length).toBeLessThanOrEqual(RESOURCES_MAX);
    expect(bytes).toBeLessThan(TEMPLATE_BYTES_MAX);
    const managed = resources.filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy');
    for (const { Properties } of managed)
      expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThanOrEqual(MANAGED_POLICY_CHARACTERS_MAX);
    // A change of the list makes new ones before the old ones go.
    expect(2 * managed.length).toBeLessThanOrEqual(MANAGED_POLICIES_OF_A_ROLE);
    const allowed = resources.flatMap(({ Type, Properties }) =>
      /Policy$/.test(Type) ? (JSON.stringify(Properties.PolicyDocument)?.match(/loadbalancer\/app\/lb\d+/g) ?? []) : [],
    );
    expect(new Set(allowed).size).toBe(count);
  });

  test('more than that are refused, with how many would fit and what to do', () => {
    expect(() => synthesized(127, EVERYTHING)).toThrow(
      /`loadBalancers` has 127 ARNs, with 3 logs to switch on for each: must have at most 126.*SwitchOnCommand/,
    );
    expect(() => synthesized(381)).toThrow('must have at most 380');
  });

  test('many are watched by queries over all, few by alarms for each', () => {
    const names = (count: number) =>
      synthesized(count).resources.flatMap(({ Properties: { AlarmName = '' } }) =>
        /lb\d|Native|Healthy/.test(AlarmName) ? [AlarmName] : [],
      );
    expect(names(11).map((name) => name.split('-').slice(1).join('-'))).toEqual(['NoHealthyTargets-All']);
    expect(names(2).filter((name) => name.includes('lb1-')).length).toBeGreaterThan(5);
    const all = synthesized(11).resources.find(({ Properties }) =>
      Properties.AlarmName?.endsWith('-NoHealthyTargets-All'),
    );
    const query = JSON.stringify(all?.Properties.Metrics);
    expect(query).toContain('GROUP BY');
    expect(query).not.toContain('WHERE');
  });
});
