/** What the crosshair stands on in the graph a person looks at: the time and every series with a value there, largest first. */
import type uPlot from 'uplot';
import type { Drawn } from './chart-data.ts';
import { isAsked } from './crosshair.ts';
import { h, replace } from './dom.ts';
import { dayAndClock, short } from './format.ts';

const ROWS_MAX = 12;

export interface Tooltip {
  readonly move: (plot: uPlot) => void;
}

export function tooltip(element: HTMLElement, series: readonly Drawn[]): Tooltip {
  const box = h('div', { class: 'tip', 'aria-live': 'polite', hidden: true });
  element.append(box);
  return {
    move: (plot) => {
      const { idx, left = -1 } = plot.cursor;
      const seconds = idx === null || idx === undefined ? undefined : plot.data[0][idx];
      box.hidden = seconds === undefined || left < 0 || !isAsked(element);
      if (box.hidden || seconds === undefined || idx === null || idx === undefined) return;
      replace(box, h('div', { class: 'tip-time' }, dayAndClock(seconds * 1000)), ...rowsAt(series, idx));
      place(box, plot, left);
    },
  };
}

function rowsAt(series: readonly Drawn[], index: number): HTMLElement[] {
  const found = series
    .map(({ label, color, values }) => ({ label, color, value: values[index] ?? null }))
    .filter((row): row is { label: string; color: string; value: number } => row.value !== null)
    .sort((left, right) => right.value - left.value);
  const rows = found
    .slice(0, ROWS_MAX)
    .map(({ label, color, value }) =>
      h(
        'div',
        { class: 'tip-row' },
        h('span', { class: 'swatch', style: `background:${color}` }),
        h('span', { class: 'tip-label' }, label),
        h('span', { class: 'tip-value' }, short(value)),
      ),
    );
  if (found.length === 0) return [h('div', { class: 'muted' }, 'no data point')];
  return found.length > ROWS_MAX
    ? [...rows, h('div', { class: 'muted' }, `and ${found.length - ROWS_MAX} more`)]
    : rows;
}

/** Beside the crosshair, on the side with room in the window: over its neighbours rather than over its own lines. */
function place(box: HTMLElement, plot: uPlot, left: number): void {
  const offset = plot.over.offsetLeft + left;
  const fits = plot.root.getBoundingClientRect().left + offset + 22 + box.offsetWidth <= innerWidth;
  box.style.left = `${fits ? offset + 14 : offset - 14 - box.offsetWidth}px`;
  box.style.top = `${plot.over.offsetTop}px`;
}
