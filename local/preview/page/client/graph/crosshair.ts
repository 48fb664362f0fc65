/**
 * One crosshair for all graphs. The mouse is shared by uPlot itself; the keyboard moves it from data point to data point of the
 * graph that has the focus, and an alarm's change of state can put it where it happened.
 */
import type uPlot from 'uplot';

export const SYNC_KEY = 'time';

/** Each plot, with the way to stop listening to its element, which outlives it. */
const plots = new Map<uPlot, AbortController>();

export function join(plot: uPlot, element: HTMLElement): void {
  const stopped = new AbortController();
  const { signal } = stopped;
  plots.set(plot, stopped);
  element.addEventListener('keydown', (event) => onKey(plot, event), { signal });
  element.addEventListener('blur', () => pointAt(undefined), { signal });
}

export function leave(plot: uPlot): void {
  plots.get(plot)?.abort();
  plots.delete(plot);
}

/** Milliseconds; undefined takes the crosshair away. */
export function pointAt(millis: number | undefined): void {
  for (const plot of plots.keys()) {
    const left = millis === undefined ? -10 : plot.valToPos(millis / 1000, 'x');
    plot.setCursor({ left, top: millis === undefined ? -10 : plot.over.clientHeight / 2 });
  }
}

/** The graph whose values a person asks for: the one with the focus or under the mouse. */
export function isAsked(element: HTMLElement): boolean {
  return element.matches(':hover') || element.matches(':focus');
}

function onKey(plot: uPlot, event: KeyboardEvent): void {
  const [times = []] = plot.data;
  const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -times.length, End: times.length }[
    event.key
  ];
  if (event.key === 'Escape') pointAt(undefined);
  if (step === undefined || times.length === 0) return;
  event.preventDefault();
  const start = step > 0 ? -1 : times.length;
  const index = Math.min(times.length - 1, Math.max(0, (plot.cursor.idx ?? start) + step));
  pointAt((times[index] ?? 0) * 1000);
}
