/** Settings that between them make every resource that a deployment may have. */
import type { SettingsInput } from '../../lib/settings/types.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const vpc = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0'],
  securityGroupIds: ['sg-0123456789abcdef0'],
  routeTableIds: ['rtb-0123456789abcdef0'],
  endpoints: true,
};
const everything: SettingsInput = {
  loadBalancers: ['arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/0123456789abcdef'],
  families: ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'],
  bucket: { prefix: 'alb' },
  formatByPrefix: { 'alb/cdn/': 'cloudfront' },
  delivery: { accounts: ['123456789012', '210987654321'], sourceArn: true },
  routes: [{ name: 'checkout', path: '/checkout/*' }],
  alarms: { slo: 99.9, email: ['a@example.com'] },
  athena: { enabled: true, outputLocation: 's3://results/athena/' },
  tags: { team: 'edge' },
  encryptionKeyArn: KEY,
  permissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/boundary',
  vpc,
  pointInTimeRecovery: true,
};
export const SHAPES: readonly (readonly [name: string, settings: SettingsInput])[] = [
  ['no settings', {}],
  ['every setting', everything],
  ['a bucket through EventBridge', { bucket: { name: 'their-logs' } }],
  [
    'a bucket through its notifications',
    { bucket: { name: 'their-logs', prefix: 'a', notify: 'Notification' }, encryptionKeyArn: KEY, vpc },
  ],
  ['a bucket with EventBridge turned on', { bucket: { name: 'their-logs', turnOnEventBridge: true } }],
  ['a topic', { bucket: { name: 'their-logs', topicArn: 'arn:aws:sns:eu-central-1:123456789012:new-logs' } }],
  ['a central bucket', { bucket: { name: 'central-logs', account: '999999999999' } }],
];
