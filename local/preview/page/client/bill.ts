/** What these logs would have cost a month, line by line, by metric, and with another setting. */
import type { Bill, Preview } from '../../document.ts';
import { h } from './dom.ts';
import { dollars, whole } from './format.ts';

export function billSection({ bill }: Preview): HTMLElement {
  return h(
    'section',
    { class: 'bill' },
    h('h2', {}, `${dollars(bill.dollars)} a month`),
    h('p', {}, `These logs make ${whole(bill.series)} series. A month in which all of them are sent every hour costs:`),
    lineTable(bill),
    otherwise(bill),
    h('h3', {}, 'By metric'),
    metricTable(bill),
    h('p', { class: 'muted small' }, bill.prices),
  );
}

function lineTable({ lines, dollars: total }: Bill): HTMLElement {
  const head = ['', 'quantity', 'each', 'a month'];
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h('tr', {}, ...head.map((text) => h('th', { scope: 'col', class: text === '' ? '' : 'number' }, text))),
      ),
      h(
        'tbody',
        {},
        ...lines.map(({ line, quantity, unit, dollarsEach, dollars: cost }) =>
          h(
            'tr',
            {},
            h('td', {}, line),
            h('td', { class: 'number' }, `${whole(quantity)} ${unit}`),
            h('td', { class: 'number' }, dollars(dollarsEach)),
            h('td', { class: 'number' }, dollars(cost)),
          ),
        ),
      ),
      h(
        'tfoot',
        {},
        h('tr', {}, h('th', { scope: 'row', colspan: 3 }, 'together'), h('td', { class: 'number' }, dollars(total))),
      ),
    ),
  );
}

function otherwise({ otherwise: changes, dollars: total }: Bill): HTMLElement | undefined {
  if (changes.length === 0) return undefined;
  return h(
    'div',
    {},
    h('h3', {}, 'With another setting'),
    h(
      'ul',
      { class: 'otherwise' },
      ...changes.map(({ setting, effect, dollars: cost }) => {
        const difference = cost - total;
        return h(
          'li',
          {},
          h('code', {}, setting),
          h('span', { class: 'muted' }, effect),
          h('strong', {}, `${dollars(cost)} (${difference > 0 ? '+' : '−'}${dollars(Math.abs(difference))})`),
        );
      }),
    ),
  );
}

function metricTable({ metrics }: Bill): HTMLElement {
  const most = Math.max(1, ...metrics.map(({ series }) => series));
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      { class: 'by-metric' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, 'metric'),
          h('th', { scope: 'col', class: 'number' }, 'series'),
          h('th', { scope: 'col', class: 'number' }, 'a month'),
          h('th', { 'aria-hidden': 'true' }),
        ),
      ),
      h(
        'tbody',
        {},
        ...metrics.map(({ name, series, dollars: cost }) =>
          h(
            'tr',
            {},
            h('td', {}, name),
            h('td', { class: 'number' }, whole(series)),
            h('td', { class: 'number' }, dollars(cost)),
            h(
              'td',
              { class: 'bar-cell', 'aria-hidden': 'true' },
              h('span', { style: `width:${(100 * series) / most}%` }),
            ),
          ),
        ),
      ),
    ),
  );
}
