/** Sections of the page as text: what they say of a preview. */
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import type { CauseRow, Example } from '../../../../local/preview/document.ts';
import { CausesSection } from '../../../../local/preview/page/client/causes/causes.tsx';
import { ExamplesSection } from '../../../../local/preview/page/client/examples/examples.tsx';

describe('examples', () => {
  const failed = (cause: string, times: number): Example[] =>
    Array.from({ length: times }, (_, index) => ({
      kind: 'error',
      time: '2026-05-04T10:00:00Z',
      traceId: `${index}`,
      cause,
    }));

  it.each([
    [
      'the newest of several causes',
      { TargetTimeout: 150, WafBlocked: 1_700 },
      'The newest 200 of 1,850 are shown. Choose a cause',
    ],
    ['the newest of one', { TargetTimeout: 150 }, 'The newest 100 of 150 are shown.'],
    ['all', { TargetTimeout: 20 }, 'All 20 are shown.'],
  ])('say how many they are of how many: %s', (_, found, words) => {
    const causes = Object.entries(found);
    const examples = causes.flatMap(([cause, times]) => failed(cause, Math.min(times, 100)));
    const exampleCounts = causes.map(([cause, times]) => ({ kind: 'error', cause, found: times }));
    expect(render(h(ExamplesSection, { examples, exampleCounts }))).toContain(words);
  });
});

describe('a cause seen on one load balancer', () => {
  const row: CauseRow = {
    ...({ cause: 'TargetTimeout', side: 'target', requests: 7, share: 0.1 } as const),
    ...{ meaning: '', tell: '', check: '', page: '', minutes: [] },
    byLoadBalancer: [{ name: 'app/shop/1', requests: 7 }],
  };
  it.each([
    ['names it', ['app/quiet/1', 'app/shop/1'], true],
    ['does not where the logs are of no other', ['app/shop/1'], false],
  ])('%s', (_, loadBalancers, expected) => {
    const totals = { requests: 70, elb5xx: 7, target5xx: 0, elb4xx: 0 };
    const preview = { loadBalancers, causes: [row], totals, from: 0, to: 60_000 };
    expect(render(h(CausesSection, { preview })).includes('app/shop/1 7')).toBe(expected);
  });
});
