/**
 * Every wildcard in the policies of a deployment is in docs/security.md, and none allows an action or a principal at
 * large.
 */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SettingsInput } from '../../../lib/settings/types.ts';
import { type Statement, synthesized, text } from '../../support/synthesized.ts';

const families = ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'] as const;
const loadBalancers = ['arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/0123456789abcdef'];
const vpc = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0'],
  securityGroupIds: ['sg-0123456789abcdef0'],
  routeTableIds: ['rtb-0123456789abcdef0'],
  endpoints: true,
};
const SHAPES: readonly SettingsInput[] = [
  {},
  { families: [...families], bucket: { newName: 'aws-waf-logs-shop' }, loadBalancers, vpc, athena: { enabled: true } },
  { families: [...families], bucket: { newName: 'aws-waf-logs-shop' }, delivery: { organizationId: 'o-a1b2c3d4e5' } },
  { bucket: { name: 'their-logs', prefix: 'alb', turnOnEventBridge: true } },
  { bucket: { name: 'their-logs', notify: 'Notification' } },
  { bucket: { name: 'their-logs', topicArn: 'arn:aws:sns:eu-central-1:123456789012:new-logs' } },
  { bucket: { name: 'central-logs', account: '999999999999' } },
];

const found = SHAPES.flatMap((settings) => statementsIn(synthesized(settings).toJSON()));
const [, section = ''] =
  /### Every `\*` in the policies\n([\s\S]*?)\n\nNothing else/.exec(
    readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8'),
  ) ?? [];
const rows = section.split('\n').filter((line) => line.startsWith('| `'));

function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value && Array.isArray(value.Statement)) return value.Statement as Statement[];
  return Object.values(value).flatMap(statementsIn);
}

const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();

/** Intrinsic functions as text, wherever they are. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  if ('Ref' in value || 'Fn::GetAtt' in value || 'Fn::Join' in value) return text(value);
  return Object.values(value).map(plain).join(' ');
}

test('no statement allows an action or a principal at large', () => {
  const allowing = found.filter(({ Effect }) => Effect === 'Allow');
  expect(allowing.length).toBeGreaterThan(30);
  expect(allowing.filter((one) => actionsOf(one).some((action) => action.includes('*')))).toEqual([]);
  expect(allowing.filter(({ Principal }) => plain(Principal).includes('*'))).toEqual([]);
});

test('what denies, denies no matter what comes without TLS, or interfaces of a network to the code of the function', () => {
  const denying = found.filter(({ Effect }) => Effect === 'Deny');
  expect(denying.length).toBeGreaterThan(5);
  for (const { Action, Condition } of denying) {
    if ([Action].flat().some((action) => action.startsWith('ec2:'))) {
      expect(Object.keys(Object(Condition).ArnLike)).toEqual(['lambda:SourceFunctionArn']);
    } else expect(Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
  }
});

test('each wildcard in a resource or condition is explained', () => {
  const open = found.filter(
    ({ Effect, Resource, Condition }) => Effect === 'Allow' && `${plain(Resource)} ${plain(Condition)}`.includes('*'),
  );
  const explained = (statement: Statement): boolean => {
    const source = /arn:\S+:(logs|cloudtrail|s3):\S*\*/.exec(plain(statement.Condition))?.[1];
    const of = rows.filter((row) =>
      actionsOf(statement).some((action) => row.split(' | ')[0]?.includes(`\`${action}\``)),
    );
    return source === undefined ? of.length > 0 : of.some((row) => row.includes(`source \`arn:aws:${source}:`));
  };
  expect(open.length).toBeGreaterThan(20);
  expect(open.filter((statement) => !explained(statement))).toEqual([]);
});

test('no explanation is of something that is gone', () => {
  const actions = new Set(found.flatMap(actionsOf));
  const named = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([a-z0-9]+:[\w*]+)`/g)].map(([, name]) => name),
  );
  expect(rows.length).toBe(11);
  expect(named.filter((name) => !actions.has(name ?? ''))).toEqual([]);
});
