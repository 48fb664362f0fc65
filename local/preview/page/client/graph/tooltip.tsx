/** What the crosshair stands on in the graph a person looks at: the time and every series with a value there, largest first. */
import { type JSX, render } from 'preact';
import type uPlot from 'uplot';
import { dayAndClock, short } from '../format.ts';
import type { Drawn } from './chart-data.ts';
import { isAsked } from './crosshair.ts';
import './tooltip.css';

const ROWS_MAX = 12;

export interface Tooltip {
  readonly move: (plot: uPlot) => void;
  readonly destroy: () => void;
}

/** uPlot moves its cursor many times a second, so the box is drawn apart from the rest of the page. */
export function tooltip(element: HTMLElement, series: readonly Drawn[]): Tooltip {
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
      render(<Values time={dayAndClock(seconds * 1000)} rows={rowsAt(series, idx)} />, box);
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
  readonly color: string;
  readonly value: number;
}

export function rowsAt(series: readonly Drawn[], index: number): Row[] {
  return series
    .flatMap(({ label, color, values }) => {
      const value = values[index] ?? null;
      return value === null ? [] : [{ label, color, value }];
    })
    .sort((left, right) => right.value - left.value);
}

function Values({ time, rows }: { readonly time: string; readonly rows: readonly Row[] }): JSX.Element {
  return (
    <>
      <div class="tip-time">{time}</div>
      {rows.length === 0 && <div class="muted">no data point</div>}
      {rows.slice(0, ROWS_MAX).map(({ label, color, value }) => (
        <div class="tip-row" key={label}>
          <span class="swatch" style={{ background: color }} />
          <span class="tip-label">{label}</span>
          <span class="tip-value">{short(value)}</span>
        </div>
      ))}
      {rows.length > ROWS_MAX && <div class="muted">and {rows.length - ROWS_MAX} more</div>}
    </>
  );
}

/** Beside the crosshair, on the side with room in the window: over its neighbors rather than over its own lines. */
function place(box: HTMLElement, plot: uPlot, left: number): void {
  const offset = plot.over.offsetLeft + left;
  const fits = plot.root.getBoundingClientRect().left + offset + 22 + box.offsetWidth <= innerWidth;
  box.style.left = `${fits ? offset + 14 : offset - 14 - box.offsetWidth}px`;
  box.style.top = `${plot.over.offsetTop}px`;
}
