/** Sections of the page as text: what they say of a selection. */

import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { CausesSection } from '../../../../local/preview/page/client/causes/causes.tsx';
import { CodeList } from '../../../../local/preview/page/client/causes/codes.tsx';
import { laneTimes } from '../../../../local/preview/page/client/dashboard/alarms.tsx';
import { ExamplesSection } from '../../../../local/preview/page/client/examples/examples.tsx';
import { worseBy } from '../../../../local/preview/page/client/places/targets.tsx';
import type { CauseRow, Selection, ShownExample } from '../../../../local/preview/selection-document.ts';

const NONE = { rows: [], count: 0 };
const EMPTY: Selection = {
  ...{ from: 0, to: 60_000, totals: { requests: 70, elb5xx: 7, target5xx: 0, elb4xx: 0, failed: 7 } },
  noIncident: 'nothing stands out.',
  ...{ causes: [], codes: [], timeouts: [], graphs: [], marks: [], examples: [], exampleCounts: [], targets: [] },
  places: { loadBalancers: NONE, targetGroups: NONE, routes: NONE, services: NONE },
};

/** Text alone, with single spaces. */
function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('examples', () => {
  const failed = (cause: string, times: number): ShownExample[] =>
    Array.from({ length: times }, (_, index) => ({
      ...{ kind: 'error', time: '2026-05-04T10:00:00Z', traceId: `${index}`, cause },
    }));

  it.each([
    ['the newest of several causes', { TargetTimeout: 150, WafBlocked: 1_700 }, 'The newest 200 of 1,850 are shown.'],
    ['the newest of one', { TargetTimeout: 150 }, 'The newest 100 of 150 are shown.'],
    ['all', { TargetTimeout: 20 }, 'All 20 are shown.'],
  ])('say how many they are of how many: %s', (_, found, words) => {
    const causes = Object.entries(found);
    const examples = causes.flatMap(([cause, times]) => failed(cause, Math.min(times, 100)));
    const exampleCounts = causes.map(([cause, times]) => ({ kind: 'error', cause, found: times }));
    const text = textOf(render(h(ExamplesSection, { selection: { ...EMPTY, examples, exampleCounts } })));
    expect(text).toContain(words);
    expect(text).toContain('a sample of 7 failed requests');
  });
});

describe('a cause', () => {
  const row: CauseRow = {
    ...({ cause: 'TargetTimeout', side: 'target', requests: 7, elb5xx: 7, share: 0.1 } as const),
    ...{ codes: [{ name: '504', requests: 7 }], first: 0, last: 0, bars: [7], routes: [], services: [] },
    loadBalancers: [{ name: 'app/shop/1', requests: 7 }],
    targetGroups: [{ name: 'targetgroup/shop-web/1', requests: 7 }],
  };
  const html = render(h(CausesSection, { selection: { ...EMPTY, causes: [row] } }));

  it('leads on to its code, its target group and itself', () => {
    expect(html).toContain('href="#dashboard&amp;code=504"');
    expect(html).toContain('href="#dashboard&amp;tg=targetgroup/shop-web/1"');
    expect(html).toContain('href="#dashboard&amp;cause=TargetTimeout"');
  });

  it('names its load balancer only where there are several', () => {
    expect(textOf(html)).not.toContain('load balancers');
  });
});

describe('the times of an alarm', () => {
  const stretch = (from: number, to?: number) => ({ from, to, reason: '', endReason: undefined });
  const hour = (at: number): number => Date.UTC(2026, 4, 4, at);
  it('are those of the range, and others are counted', () => {
    const all = [stretch(hour(9), hour(10)), stretch(hour(12), hour(13)), stretch(hour(20))];
    const times = (from: number, to: number): string => laneTimes(all, { from: hour(from), to: hour(to) });
    expect(times(8, 24).split(', ')).toHaveLength(3);
    expect(times(8, 11)).toMatch(/^\d\d:00, 2× outside this time$/);
    expect(times(12, 24)).toMatch(/^\d\d:00, \d\d:00, once outside this time$/);
    expect(times(14, 15)).toBe('3× outside this time');
  });
});

describe('a status code', () => {
  it('is the sum of its causes and of what targets answered', () => {
    const codes = [
      {
        ...{ code: '504', requests: 511 },
        causes: [
          { name: 'TargetTimeout', requests: 508 },
          { name: 'TargetConnectTimeout', requests: 3 },
        ],
      },
      { code: '404', requests: 20, causes: [{ name: 'FixedResponse', requests: 15 }] },
      { code: '429', requests: 93, causes: [] },
      { code: '200', requests: 9_000, causes: [] },
    ];
    const text = textOf(render(h(CodeList, { codes })));
    expect(text).toContain('504 511 = TargetTimeout 508 + TargetConnectTimeout 3');
    expect(text).toContain('404 20 = FixedResponse 15 + 5 passed on from targets');
    expect(text).toContain('429 93 = passed on from targets');
    expect(text).not.toContain('200');
  });
});

describe('a target worse than its group', () => {
  const target = {
    target: 't',
    targetGroup: 'g',
    loadBalancer: 'l',
    first: 0,
    last: 0,
    objects: 1,
    requests: 100,
    errors: 0,
  };
  it.each([
    ['slower', { errorRate: 0, othersErrorRate: 0, p99: 18, groupP99: 0.9 }, '20 × slower'],
    ['failing more', { errorRate: 0.3, othersErrorRate: 0.1 }, '3.0 × more 5xx'],
    ['failing alone', { errorRate: 0.3, othersErrorRate: 0 }, 'only it fails'],
  ])('says by how much: %s', (_, rates, expected) => {
    expect(worseBy({ ...target, ...rates })).toBe(expected);
  });
});
