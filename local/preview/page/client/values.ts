/** Numbers instead of a graph: the latest value of each series, as bars or as large figures. */
import type { MetricView } from '../../document.ts';
import { latest } from './chart-data.ts';
import { colorsOf } from './colors.ts';
import { h } from './dom.ts';
import { short } from './format.ts';

export function latestValues(view: MetricView): HTMLElement {
  const colors = colorsOf(view.series);
  const values = view.series.map((series, index) => ({
    label: series.label,
    value: latest(series),
    color: colors[index] ?? '#888888',
  }));
  const most = Math.max(0, ...values.map(({ value }) => value ?? 0));
  const isFigure = view.view === 'singleValue' || view.view === 'gauge';
  return h(
    'ul',
    { class: isFigure ? 'figures' : 'bars' },
    ...values.map(({ label, value, color }) =>
      h(
        'li',
        {},
        h('span', { class: 'bar-label' }, label),
        h('strong', {}, value === undefined ? '–' : short(value)),
        !isFigure &&
          h('span', {
            class: 'bar',
            style: `width:${most === 0 ? 0 : (100 * (value ?? 0)) / most}%;background:${color}`,
          }),
      ),
    ),
  );
}
