/**
 * One crosshair for all graphs. The mouse is shared by uPlot itself; the keyboard moves it from data point to data
 * point of the graph that has the focus, selects with Shift and zooms; an alarm's change of state can put it where it
 * happened.
 */
import type uPlot from 'uplot';

export const SYNC_KEY = 'time';

export type Zoom = (from: number, to: number) => void;

interface Joined {
  readonly stopped: AbortController;
  readonly onZoom: Zoom;
  /** Seconds at which a selection by keyboard began. */
  anchor: number | undefined;
}

/** Each plot that is drawn, with the way to stop listening to its element, which outlives it. */
const plots = new Map<uPlot, Joined>();
/** Milliseconds where the crosshair was put while no plot was drawn. */
let pointed: number | undefined;

export function join(plot: uPlot, element: HTMLElement, onZoom: Zoom): void {
  const joined: Joined = { stopped: new AbortController(), onZoom, anchor: undefined };
  const { signal } = joined.stopped;
  plots.set(plot, joined);
  // A new plot knows its scales after the tasks that it has just queued.
  queueMicrotask(() => followOthers(plot));
  element.addEventListener('keydown', (event) => onKey(plot, joined, event), { signal });
  element.addEventListener('blur', () => pointAt(undefined), { signal });
}

export function leave(plot: uPlot): void {
  plots.get(plot)?.stopped.abort();
  plots.delete(plot);
}

/** Milliseconds; undefined takes the crosshair away. */
export function pointAt(millis: number | undefined): void {
  pointed = plots.size === 0 ? millis : undefined;
  for (const plot of plots.keys()) {
    const left = millis === undefined ? -10 : plot.valToPos(millis / 1000, 'x');
    plot.setCursor({ left, top: millis === undefined ? -10 : plot.over.clientHeight / 2 });
  }
}

/** A graph is drawn when it comes near, which may be after the crosshair was put somewhere. */
function followOthers(plot: uPlot): void {
  if (!plots.has(plot)) return;
  const shown = [...plots.keys()].find(({ cursor: { left = -1 } }) => left >= 0);
  const seconds = shown === undefined ? (pointed ?? Number.NaN) / 1000 : shown.posToVal(shown.cursor.left ?? 0, 'x');
  pointed = undefined;
  const left = plot.valToPos(seconds, 'x');
  if (left >= 0 && left <= plot.over.clientWidth) plot.setCursor({ left, top: plot.over.clientHeight / 2 });
}

/** The graph whose values a person asks for: the one with the focus or under the mouse. */
export function isAsked(element: HTMLElement): boolean {
  return element.matches(':hover') || element.matches(':focus');
}

function onKey(plot: uPlot, joined: Joined, event: KeyboardEvent): void {
  const [times = []] = plot.data;
  const step = stepOf(event.key, times.length);
  const factor = { '+': 0.5, '=': 0.5, '-': 2 }[event.key];
  if (event.key === 'Escape') clear(plot, joined);
  else if (event.key === 'Enter') zoomToSelection(plot, joined, event);
  else if (factor !== undefined) zoomAround(plot, joined, { event, factor });
  if (step === undefined || times.length === 0) return;
  event.preventDefault();
  const at = plot.cursor.idx ?? (step > 0 ? -1 : times.length);
  const index = Math.min(times.length - 1, Math.max(0, at + step));
  const seconds = times[index] ?? 0;
  if (event.shiftKey) joined.anchor ??= times[Math.max(0, Math.min(times.length - 1, at))];
  else joined.anchor = undefined;
  pointAt(seconds * 1000);
  showSelection(plot, joined.anchor, seconds);
}

function stepOf(key: string, length: number): number | undefined {
  return { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -length, End: length }[key];
}

function clear(plot: uPlot, joined: Joined): void {
  joined.anchor = undefined;
  showSelection(plot, undefined, 0);
  pointAt(undefined);
}

function showSelection(plot: uPlot, anchor: number | undefined, seconds: number): void {
  const ends = anchor === undefined ? [0, 0] : [plot.valToPos(anchor, 'x'), plot.valToPos(seconds, 'x')];
  const left = Math.min(...ends);
  plot.setSelect({ left, top: 0, width: Math.max(...ends) - left, height: plot.over.clientHeight }, false);
}

function zoomToSelection(plot: uPlot, joined: Joined, event: KeyboardEvent): void {
  const [times] = plot.data;
  const end = times[plot.cursor.idx ?? -1];
  if (joined.anchor === undefined || end === undefined || end === joined.anchor) return;
  event.preventDefault();
  const ends = [joined.anchor, end];
  clear(plot, joined);
  joined.onZoom(Math.min(...ends) * 1000, Math.max(...ends) * 1000);
}

/** Keeps the moment under the crosshair where it is, or the middle. */
function zoomAround(
  plot: uPlot,
  { onZoom }: Joined,
  { event, factor }: { event: KeyboardEvent; factor: number },
): void {
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  if (min === null || max === null || max <= min) return;
  event.preventDefault();
  const [times] = plot.data;
  const around = times[plot.cursor.idx ?? -1] ?? (min + max) / 2;
  onZoom((around - (around - min) * factor) * 1000, (around + (max - around) * factor) * 1000);
}
