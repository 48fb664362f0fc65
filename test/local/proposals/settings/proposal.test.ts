import { describe, expect, test } from 'vitest';
import { settingsFrom } from '../../../../lib/settings/check.ts';
import type { FoundLoadBalancer } from '../../../../local/proposals/settings/account.ts';
import { proposalFor } from '../../../../local/proposals/settings/proposal.ts';
import { wayFor } from '../../../../local/proposals/settings/way.ts';

const arn = (name: string): string =>
  `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/${name}/50dc6c495c0c9188`;

function balancer(name: string, place?: string, type: FoundLoadBalancer['type'] = 'application'): FoundLoadBalancer {
  const [bucket = '', prefix = ''] = place?.split('/') ?? [];
  return { arn: arn(name), name, type, logs: place === undefined ? undefined : { bucket, prefix } };
}

describe('settings that are proposed', () => {
  test.each<[string, FoundLoadBalancer[], object]>([
    ['nothing there', [], {}],
    ['none logs', [balancer('a'), balancer('b')], { loadBalancers: [arn('a'), arn('b')] }],
    [
      'all log to one bucket',
      [balancer('a', 'logs/alb'), balancer('b', 'logs/alb')],
      { bucket: { name: 'logs', prefix: 'alb' } },
    ],
    [
      'most log to one',
      [balancer('a', 'logs'), balancer('b', 'other/p'), balancer('c', 'logs')],
      { bucket: { name: 'logs' } },
    ],
    [
      'a network load balancer logs',
      [balancer('a', 'logs', 'network')],
      { families: ['requests', 'connections'], bucket: { name: 'logs' } },
    ],
    ['a gateway load balancer is none to read', [balancer('a', undefined, 'gateway')], {}],
  ])('%s', (_name, found, expected) => {
    const { settings } = proposalFor(found);
    expect(settings).toEqual(expected);
    expect(() => settingsFrom(settings)).not.toThrow();
  });

  test('name at most twenty load balancers, and say how the rest is turned on', () => {
    const many = Array.from({ length: 200 }, (_, index) => balancer(`lb-${index}`));
    const { settings, reasons } = proposalFor(many);
    expect(settings.loadBalancers).toHaveLength(20);
    expect(reasons.join(' ')).toContain('180 more: the output SwitchOnCommand');
  });

  test('say which load balancers log elsewhere or not at all', () => {
    const { reasons } = proposalFor([balancer('a', 'x'), balancer('b', 'x'), balancer('c', 'y'), balancer('d')]);
    expect(reasons).toEqual([
      '2 load balancers already log to s3://x/: that bucket is read and not changed.',
      '1 load balancer logs to another place: deploy once for each bucket, with another namespace.',
      '1 load balancer does not log yet: d. The output SwitchOnCommand turns it on.',
    ]);
  });
});

test.each([
  [['cdk.json', 'main.tf'], 'the construct'],
  [['main.tf'], 'the Terraform module'],
  [['samconfig.toml'], 'the template'],
  [['template.yaml'], 'the template'],
  [['README.md'], 'the template'],
])('in a folder with %j the way is %s', (files, name) => expect(wayFor(files).name).toBe(name));
