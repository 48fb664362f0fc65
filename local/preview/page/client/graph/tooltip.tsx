/**
 * What the crosshair is on in the graph a person looks at: the time and every series with a value there, largest first.
 */

import { type JSX, render } from 'preact';
import type uPlot from 'uplot';
import type { Mark } from '../../../selection-document.ts';
import { dayAndClock, withUnit } from '../format.ts';
import type { DrawnSeries } from './chart-data.ts';
import { isAsked } from './crosshair.ts';
import type { Style } from './styles.ts';
import { Swatch } from './swatch.tsx';
import './tooltip.css';

const ROWS_MAX = 12;

export interface Tooltip {
  readonly move: (plot: uPlot) => void;
  readonly destroy: () => void;
}

interface Source {
  readonly series: readonly DrawnSeries[];
  readonly marks: readonly Mark[];
}

/** uPlot moves its cursor many times a second, so the box is drawn apart from the rest of the page. */
export function tooltip(element: HTMLElement, { series, marks }: Source): Tooltip {
  const box = document.createElement('div');
  box.className = 'tip';
  box.setAttribute('aria-live', 'polite');
  box.hidden = true;
  element.append(box);
  return {
    move: (plot) => {
      const { idx, left = -1 } = plot.cursor;
      const seconds = idx === null || idx === undefined ? undefined : plot.data[0][idx];
      box.hidden = seconds === undefined || left < 0 || !isAsked(element);
      if (box.hidden || seconds === undefined || idx === null || idx === undefined) return;
      const [first = 0, second = 60] = plot.data[0];
      const near = marksIn(marks, { from: seconds * 1000, to: (seconds + second - first) * 1000 });
      render(<Values time={dayAndClock(seconds * 1000)} rows={rowsAt(series, idx)} marks={near} />, box);
      place(box, plot, left);
    },
    destroy: () => {
      render(null, box);
      box.remove();
    },
  };
}

interface Row {
  readonly label: string;
  readonly style: Style;
  readonly unit: string;
  readonly value: number;
}

export function rowsAt(series: readonly DrawnSeries[], index: number): Row[] {
  return series
    .flatMap(({ label, style, unit, values }) => {
      const value = values[index] ?? null;
      return value === null ? [] : [{ label, style, unit, value }];
    })
    .sort((left, right) => right.value - left.value);
}

/** What happened in one data point. */
export function marksIn(marks: readonly Mark[], { from, to }: { readonly from: number; readonly to: number }): Mark[] {
  return marks.filter(({ at }) => at >= from && at < to);
}

interface ValuesProps {
  readonly time: string;
  readonly rows: readonly Row[];
  readonly marks: readonly Mark[];
}

function Values({ time, rows, marks }: ValuesProps): JSX.Element {
  return (
    <>
      <div class="tip-time">{time}</div>
      {rows.length === 0 && <div class="muted">no data point</div>}
      {rows.slice(0, ROWS_MAX).map(({ label, style, unit, value }) => (
        <div class="tip-row" key={label}>
          <Swatch style={style} />
          <span class="tip-label">{label}</span>
          <span class="tip-value">{withUnit(value, unit)}</span>
        </div>
      ))}
      {rows.length > ROWS_MAX && <div class="muted">and {rows.length - ROWS_MAX} more</div>}
      {marks.map(({ at, text }) => (
        <div class="tip-mark" key={`${at} ${text}`}>
          ▾ {text}
        </div>
      ))}
    </>
  );
}

/** Next to the crosshair, on the side with room in the window: over its neighbors rather than over its own lines. */
function place(box: HTMLElement, plot: uPlot, left: number): void {
  const offset = plot.over.offsetLeft + left;
  const fits = plot.root.getBoundingClientRect().left + offset + 22 + box.offsetWidth <= innerWidth;
  box.style.left = `${fits ? offset + 14 : offset - 14 - box.offsetWidth}px`;
  box.style.top = `${plot.over.offsetTop}px`;
}
