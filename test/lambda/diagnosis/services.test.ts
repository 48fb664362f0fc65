import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ServiceDefinition } from '../../../lambda/config.ts';
import { compileServices, serviceProblems } from '../../../lambda/diagnosis/services.ts';
import { rounds } from '../../support/rounds.ts';

const SERVICES: readonly ServiceDefinition[] = [
  { name: 'billing', targetGroup: 'shop-*', host: 'pay.example.com' },
  { name: 'shop', targetGroup: 'shop-*' },
  { name: 'shop', host: 'shop.example.com' },
  { name: 'tenants', host: '*.tenants.example.com' },
  { name: 'legacy', targetGroup: 'old' },
];

const group = (name: string): string => `targetgroup/${name}/0123456789abcdef`;
const request = (host: string): string => `GET https://${host}/a?b HTTP/2.0`;

describe('a request', () => {
  const { names, match, ofTargetGroup } = compileServices(SERVICES);
  const service = (targetGroup: string | undefined, field: string) => names[match(targetGroup, field)];

  test.each([
    [group('shop-web'), request('www.example.com:443'), 'shop'],
    [group('shop-web'), request('pay.example.com:443'), 'billing'],
    [group('shop-web'), request('PAY.example.COM'), 'billing'],
    [group('shop-web'), request('pay.example.com.evil.org'), 'shop'],
    [group('web'), request('pay.example.com'), 'Other'],
    [group('shop'), request('x'), 'Other'],
    [undefined, request('shop.example.com:443'), 'shop'],
    [undefined, request('a.tenants.example.com'), 'tenants'],
    [undefined, request('tenants.example.com'), 'Other'],
    [group('old'), request('a.tenants.example.com'), 'tenants'],
    [group('old'), request('x'), 'legacy'],
    [group('older'), request('x'), 'Other'],
    [group('Old'), request('x'), 'Other'],
    [undefined, '- http://shop.example.com:80- -', 'shop'],
    [undefined, 'GET https://h/?https://shop.example.com/ HTTP/1.1', 'Other'],
    [undefined, '- - -', 'Other'],
    [group('old'), '', 'legacy'],
    ['old', request('x'), 'legacy'],
    ['', request('x'), 'Other'],
  ])('to %s with %s is of %s', (targetGroup, field, expected) => {
    expect(service(targetGroup, field)).toBe(expected);
  });

  test('has each name once, and the rest is Other', () => {
    expect(names).toEqual(['billing', 'shop', 'tenants', 'legacy', 'Other']);
  });

  test('is asked for its host only where that decides', () => {
    const alone = compileServices([{ name: 'shop', targetGroup: 'shop-*' }]);
    expect([group('shop-web'), group('web'), undefined].map(alone.ofTargetGroup)).toEqual([0, 1, 1]);
    expect(ofTargetGroup(group('shop-web'))).toBeUndefined();
  });

  test('is of the first definition that matches, no matter what it looks like', () => {
    const literal = fc.string({ unit: fc.constantFrom('a', 'b', '*', '-'), minLength: 1, maxLength: 5 });
    const one = fc.record(
      { name: fc.constantFrom('x', 'y', 'z'), targetGroup: literal, host: literal },
      { requiredKeys: ['name'] },
    );
    const matches = (pattern: string | undefined, text: string): boolean =>
      pattern === undefined || new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 4 }).map((rest) => `a${rest}`);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 4 }), text, text, (given, targetGroup, host) => {
        const definitions = given as ServiceDefinition[];
        fc.pre(serviceProblems(definitions).every((problem) => problem.includes('never reached')));
        const first = definitions.find((each) => matches(each.targetGroup, targetGroup) && matches(each.host, host));
        const compiled = compileServices(definitions);
        const found = compiled.match(group(targetGroup), request(host));
        expect(compiled.names[found]).toBe(first?.name ?? 'Other');
        expect([undefined, found]).toContain(compiled.ofTargetGroup(group(targetGroup)));
      }),
      { numRuns: rounds(100, 300) },
    );
  });
});

describe('problems', () => {
  test.each([
    ['no list', 'x', '`services` is "x": must be a list'],
    ['no object', ['x'], '`services[0]` is "x": must be an object such as {"name":"shop","targetGroup":"shop-*"}'],
    ['nothing to match', [{ name: 'x' }], '`services[0]` matches everything: must have a targetGroup or a host'],
    ['no name', [{ host: 'x' }], '`services[0].name` is not set: must be the name'],
    ['the name of the rest', [{ name: 'Other', host: 'x' }], '`services[0].name` is "Other": must be another name'],
    [
      'a path',
      [{ name: 'x', path: '/x' }],
      '`services[0].path` is not a part of a service: must be name, targetGroup or host',
    ],
    [
      'an ARN',
      [{ name: 'x', targetGroup: 'targetgroup/x/1' }],
      '`services[0].targetGroup` is "targetgroup/x/1": must be the name of a target group',
    ],
    ['every target group', [{ name: 'x', targetGroup: '*' }], '`services[0].targetGroup` is "*": must be'],
    ['a port', [{ name: 'x', host: 'x:80' }], '`services[0].host` is "x:80": must be a host without scheme and port'],
    [
      'one that an earlier one covers',
      [
        { name: 'a', targetGroup: 'shop-*' },
        { name: 'b', targetGroup: 'shop-web', host: 'x' },
      ],
      "services[1] 'b' is never reached: the services before it match all of it",
    ],
    [
      'too many',
      Array.from({ length: 101 }, (_, at) => ({ name: `${at}`, targetGroup: `t${at}` })),
      '`services` has 101 services: must be at most 100',
    ],
  ])('of %s', (_, definitions, problem) => {
    expect(serviceProblems(definitions).join()).toContain(problem);
  });

  test('none of a right setting, and none where it is compiled', () => {
    expect(serviceProblems(SERVICES)).toEqual([]);
    expect(() => compileServices([{ name: 'x' }])).toThrow(
      '`services[0]` matches everything: must have a targetGroup or a host',
    );
  });
});
