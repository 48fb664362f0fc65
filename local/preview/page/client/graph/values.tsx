/** Numbers instead of a graph: the latest value of each series, as bars or as large figures. */
import type { JSX } from 'preact';
import type { MetricView } from '../../../document.ts';
import { short } from '../format.ts';
import { latest } from './chart-data.ts';
import { colorsOf } from './colors.ts';
import './values.css';

export function LatestValues({ view }: { readonly view: MetricView }): JSX.Element {
  const colors = colorsOf(view.series);
  const values = view.series.map((series, index) => ({
    label: series.label,
    value: latest(series),
    color: colors[index] ?? '#888888',
  }));
  const most = Math.max(0, ...values.map(({ value }) => value ?? 0));
  const isFigure = view.view === 'singleValue' || view.view === 'gauge';
  return (
    <ul class={isFigure ? 'figures' : 'bars'}>
      {values.map(({ label, value, color }) => (
        <li key={label}>
          <span class="bar-label">{label}</span>
          <strong>{value === undefined ? '–' : short(value)}</strong>
          {!isFigure && (
            <span
              class="bar"
              style={{ width: `${most === 0 ? 0 : (100 * (value ?? 0)) / most}%`, background: color }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
