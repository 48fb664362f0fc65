/** The choice in the address, and the choice as text. */

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  hashOf,
  isNarrowed,
  type PageChoice,
  parseAddress,
  SECTIONS,
} from '../../../../local/preview/page/client/choice/address.ts';
import { markdownSummary } from '../../../../local/preview/page/client/choice/markdown-summary.ts';
import { resourceName, shortNames } from '../../../../local/preview/page/client/choice/names.ts';
import { setZone } from '../../../../local/preview/page/client/preferences.ts';
import type { Selection } from '../../../../local/preview/selection-document.ts';

const FROM = Date.parse('2026-05-04T18:53:00Z');
const TO = Date.parse('2026-05-04T19:17:00Z');

describe('the address', () => {
  it('is one a person can read and change', () => {
    const choice = { from: FROM, to: TO, loadBalancer: 'app/shop/2ec6', cause: 'TargetTimeout', code: '504' };
    const hash = hashOf({ section: 'causes', choice });
    expect(hash).toBe(
      '#causes&from=2026-05-04T18:53Z&to=2026-05-04T19:17Z&lb=app/shop/2ec6&cause=TargetTimeout&code=504',
    );
    expect(parseAddress(hash)).toMatchObject({ section: 'causes', choice });
  });

  it('gives back any choice, no matter what a log calls things', () => {
    const minute = fc.integer({ min: 0, max: 4e7 }).map((value) => value * 60_000);
    const name = fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined });
    const choice = fc.record({
      from: minute,
      to: minute,
      ...{ loadBalancer: name, targetGroup: name, route: name, service: name, cause: name, code: name },
      period: fc.constantFrom(undefined, 60, 3600),
    });
    fc.assert(
      fc.property(choice, fc.constantFrom(...SECTIONS.map(([section]) => section)), (any, section) => {
        const one = { ...any, from: Math.min(any.from, any.to), to: Math.max(any.from, any.to) + 60_000 };
        expect(parseAddress(hashOf({ section, choice: one }))).toEqual({ section, choice: one });
      }),
    );
  });

  it.each<[string, PageChoice]>([
    ['#from=2026-05-04T18:53Z&lb=app/shop/1', { from: FROM, loadBalancer: 'app/shop/1' }],
    ['#nowhere&cause=TargetTimeout', { cause: 'TargetTimeout' }],
    ['#from=noon&to=never', {}],
    ['#from=2026-05-04T19:17Z&to=2026-05-04T18:53Z', {}],
    ['#lb=%E0%A4%A', {}],
    ['#period=7', {}],
    ['#&&=&lb=', {}],
    ['', {}],
  ])('of %s is the dashboard with what is right in it', (hash, expected) => {
    const { section, choice } = parseAddress(hash);
    const known = Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
    expect({ section, choice: known }).toEqual({ section: 'dashboard', choice: expected });
  });

  it('can name an element to look at, which is no part of the choice', () => {
    expect(parseAddress('#dashboard&at=alarms')).toMatchObject({ at: 'alarms' });
    expect(isNarrowed(parseAddress('#dashboard&at=alarms').choice)).toBe(false);
    expect(isNarrowed(parseAddress('#code=504').choice)).toBe(true);
  });
});

describe('names of resources', () => {
  it.each([
    ['targetgroup/shop-web/0123456789abcdef', 'shop-web'],
    ['app/shop/0123456789abcdef', 'shop'],
    ['arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/shop/1', 'shop'],
    ['classic', 'classic'],
  ])('are those people know: %s', (value, expected) => {
    expect(resourceName(value)).toBe(expected);
  });

  it('are whole where two would read the same', () => {
    expect([...shortNames(['app/a/1', 'app/a/2', 'app/b/1']).values()]).toEqual(['app/a/1', 'app/a/2', 'b']);
  });
});

describe('the choice as Markdown', () => {
  afterEach(() => setZone('local'));
  const table = (name: string, elb5xx: number) => ({
    rows: [{ name, requests: 100, elb5xx, failed: elb5xx }],
    count: 1,
  });
  const selection = {
    ...{ from: FROM, to: TO, totals: { requests: 14_500, elb5xx: 936, target5xx: 11, elb4xx: 0, failed: 940 } },
    noIncident: 'nothing stands out.',
    causes: [{ cause: 'TargetTimeout', requests: 508, codes: [{ name: '504', requests: 508 }] }],
    places: {
      loadBalancers: table('app/shop/1', 936),
      targetGroups: table('targetgroup/shop-`checkout/1', 828),
      routes: table('search', 0),
      services: table('billing', 0),
    },
  } as unknown as Selection;

  it('says when, how many, why, where, and the way back', () => {
    setZone('utc');
    const text = markdownSummary({
      preview: { source: 'logs/' },
      ...{ selection, choice: { code: '504' }, address: 'http://localhost:4570/#code=504' },
    });
    expect(text).toMatch(/^\*\*4 May( 2026)?, 18:53 – 19:17 UTC, status code `504`\*\*\n/);
    expect(text.split('\n').slice(1)).toEqual([
      '936 of 14,500 requests were answered with 5xx (6.5 %), 11 of them by targets.',
      '- Causes: TargetTimeout 508 (504)',
      '- Load balancers: `shop` 936 of 100',
      "- Target groups: `shop-'checkout` 828 of 100",
      'Read from `logs/`; http://localhost:4570/#code=504',
      '',
    ]);
  });
});
