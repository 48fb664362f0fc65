/** Numbers instead of a graph: the latest value of each series, as bars or as large figures. */
import type { JSX } from 'preact';
import type { MetricView } from '../../../dashboard-document.ts';
import { withUnit } from '../format.ts';
import { latest } from './chart-data.ts';
import { stylesOf } from './styles.ts';
import { backgroundOf } from './swatch.tsx';
import './values.css';

export function LatestValues({ view }: { readonly view: MetricView }): JSX.Element {
  const styles = stylesOf(view.series);
  const values = view.series.map((series, index) => {
    const style = styles[index];
    return {
      ...{ label: series.label, unit: series.unit, value: latest(series) },
      background: style === undefined ? '' : backgroundOf(style),
    };
  });
  const most = Math.max(0, ...values.map(({ value }) => value ?? 0));
  const isFigure = view.view === 'singleValue' || view.view === 'gauge';
  return (
    <ul class={isFigure ? 'figures' : 'bars'}>
      {values.map(({ label, unit, value, background }) => (
        <li key={label}>
          <span class="bar-label">{label}</span>
          <strong>{value === undefined ? '–' : withUnit(value, unit)}</strong>
          {!isFigure && (
            <span class="bar" style={{ width: `${most === 0 ? 0 : (100 * (value ?? 0)) / most}%`, background }} />
          )}
        </li>
      ))}
    </ul>
  );
}
