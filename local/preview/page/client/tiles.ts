/** The few numbers to see first, each a way to the section that explains it. */
import type { Preview } from '../../document.ts';
import { stretches } from './alarm-state.ts';
import { h } from './dom.ts';
import { dollars, percent, whole } from './format.ts';

export function tiles(preview: Preview): HTMLElement {
  const { totals, causes, alarms, account, bill } = preview;
  const { requests, elb5xx, target5xx } = totals;
  const [first] = causes;
  const fired = alarms.filter((lane) => stretches(lane).length > 0).length;
  const lines = account.parsed + account.skipped + account.unparsed;
  return h(
    'div',
    { class: 'tiles' },
    tile('#dashboard', [
      'Requests',
      whole(requests),
      `${whole(preview.loadBalancers.length)} load ${preview.loadBalancers.length === 1 ? 'balancer' : 'balancers'}`,
    ]),
    tile(
      '#dashboard',
      [
        '5xx seen by clients',
        whole(elb5xx),
        requests === 0 ? '' : `${percent(elb5xx / requests)}, ${whole(target5xx)} made by targets`,
      ],
      elb5xx > 0,
    ),
    tile('#causes', [
      'Most frequent cause',
      first?.cause ?? 'none',
      first === undefined ? 'nothing failed' : `${whole(first.requests)} requests, ${percent(first.share)}`,
    ]),
    tile(
      '#alarms',
      [
        'Alarms',
        whole(fired),
        `of ${alarms.filter(({ unavailable }) => unavailable === undefined).length} would have fired`,
      ],
      fired > 0,
    ),
    tile('#lines', ['Lines', whole(lines), lineWords(account)], account.unparsed + account.failedCount > 0),
    tile('#bill', ['A month costs', dollars(bill.dollars), `${whole(bill.series)} series`]),
  );
}

function lineWords({ unparsed, failedCount }: Preview['account']): string {
  if (failedCount > 0) return `${whole(failedCount)} ${failedCount === 1 ? 'object' : 'objects'} not readable`;
  return unparsed === 0 ? 'all read' : `${whole(unparsed)} unparsed`;
}

/** The name of a cause may be longer than a tile is wide. */
const LONG = 13;

function tile(href: string, [name, value, words]: readonly [string, string, string], isAlert = false): HTMLElement {
  return h(
    'a',
    { class: isAlert ? 'tile alert' : 'tile', href },
    h('span', { class: 'tile-name' }, name),
    h('span', { class: value.length > LONG ? 'tile-value long' : 'tile-value' }, value),
    h('span', { class: 'tile-words' }, words),
  );
}
