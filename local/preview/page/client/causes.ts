/** Why requests failed: a row for each cause with its share, its course over time, what it means and what to check. */
import { SIDES } from '../../../../lambda/catalogue/causes.ts';
import type { CauseRow, Preview } from '../../document.ts';
import { type Child, h, svg } from './dom.ts';
import { dayAndClock, percent, span, whole } from './format.ts';

export function causesSection(preview: Preview): HTMLElement {
  const { causes, totals } = preview;
  if (totals.requests === 0)
    return h('section', {}, h('h2', {}, 'Causes'), h('p', { class: 'empty' }, 'No request was read.'));
  if (causes.length === 0)
    return h(
      'section',
      {},
      h('h2', {}, 'Causes'),
      h('p', { class: 'empty' }, `None of ${whole(totals.requests)} requests failed for a reason worth naming.`),
    );
  return h(
    'section',
    {},
    h('h2', {}, 'Why requests failed'),
    h(
      'p',
      { class: 'muted' },
      `Of ${whole(totals.requests)} requests, ${span(preview.from, preview.to)}. The same list is the metric ErrorCause, the runbook and the text of the alarms.`,
    ),
    h('ol', { class: 'causes' }, ...causes.map((row) => item(row, preview))),
  );
}

const TOP = 6;

/** The first few, beside the graphs. */
export function topCauses({ causes }: Preview): Child {
  if (causes.length === 0) return undefined;
  const most = Math.max(...causes.map(({ requests }) => requests));
  return h(
    'section',
    { class: 'top-causes' },
    h(
      'h2',
      {},
      'Why requests failed',
      h('a', { href: '#causes' }, causes.length > TOP ? `all ${causes.length}` : 'details'),
    ),
    ...causes
      .slice(0, TOP)
      .map(({ cause, side, requests, meaning }) =>
        h(
          'div',
          { class: 'top-cause', title: meaning },
          h('span', {}, cause, h('span', { class: 'muted' }, ` ${SIDES[side]}`)),
          h('strong', {}, whole(requests)),
          h('span', { class: 'top-bar', style: `width:${(100 * requests) / most}%` }),
        ),
      ),
  );
}

function item(row: CauseRow, { from, to, loadBalancers }: Preview): HTMLElement {
  const first = row.minutes[0]?.[0];
  const last = row.minutes.at(-1)?.[0];
  return h(
    'li',
    { id: `cause-${row.cause}` },
    h(
      'div',
      { class: 'cause-numbers' },
      h('strong', {}, whole(row.requests)),
      h('span', { class: 'muted' }, percent(row.share)),
    ),
    h(
      'div',
      { class: 'cause-course' },
      sparkline(row, { from, to }),
      first !== undefined &&
        last !== undefined &&
        h('span', { class: 'muted' }, first === last ? dayAndClock(first) : span(first, last)),
    ),
    h(
      'div',
      { class: 'cause-words' },
      h('h3', {}, row.cause, h('span', { class: `side ${row.side}` }, SIDES[row.side])),
      h('p', {}, row.meaning),
      h('p', { class: 'check' }, h('b', {}, 'Check: '), row.check),
      loadBalancers.length > 1 &&
        row.byLoadBalancer.length > 0 &&
        h(
          'p',
          { class: 'muted small' },
          row.byLoadBalancer
            .slice(0, 5)
            .map(({ name, requests }) => `${name} ${whole(requests)}`)
            .join(' · '),
        ),
      h(
        'details',
        { class: 'small' },
        h('summary', {}, 'How the log tells it'),
        h('p', {}, row.tell),
        row.page !== '' &&
          h('p', {}, h('a', { href: row.page, target: '_blank', rel: 'noreferrer' }, 'AWS’s page about it')),
      ),
    ),
  );
}

const BARS = 60;

/** Requests over the whole range in at most sixty bars. */
function sparkline({ minutes, cause }: CauseRow, { from, to }: { from: number; to: number }): SVGElement {
  const heights = Array.from({ length: BARS }, () => 0);
  for (const [minute, requests] of minutes) {
    const index = Math.min(BARS - 1, Math.max(0, Math.floor((BARS * (minute - from)) / (to - from))));
    heights[index] = (heights[index] ?? 0) + requests;
  }
  const most = Math.max(1, ...heights);
  const bars = heights.flatMap((value, x) => {
    const height = (22 * value) / most;
    return value === 0
      ? []
      : [svg('rect', { x: 2 * x, y: 24 - Math.max(1.5, height), width: 1.6, height: Math.max(1.5, height) })];
  });
  return svg(
    'svg',
    {
      viewBox: `0 0 ${2 * BARS} 24`,
      class: 'spark',
      role: 'img',
      'aria-label': `${cause} over time`,
      preserveAspectRatio: 'none',
    },
    svg('line', { x1: 0, x2: 2 * BARS, y1: 24, y2: 24 }),
    ...bars,
  );
}
