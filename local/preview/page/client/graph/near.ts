/**
 * When a graph is drawn: once its place is on the screen or less than a screen away, because a long dashboard has
 * dozens of graphs. The others are drawn a few at a time once nothing has changed for a while, and all of them at once
 * before the page is printed. A graph with the focus is drawn wherever it is. Where the browser cannot tell what is
 * near, every graph is.
 */

import { REST_MILLIS } from './rest.ts';

/** Of the place of a graph, in CSS pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws where nothing is drawn yet, and what is drawn in another size. */
type Draw = (size: Size) => void;

interface Observers {
  readonly sizes: ResizeObserver;
  readonly places: IntersectionObserver | undefined;
  readonly stop: () => void;
}

/** So many of them at a time: each time the page is painted, and in the pause it answers. */
const FEW = 5;
const PAUSE_MILLIS = 50;

const drawings = new Map<Element, Draw>();
/** Those that are too far away to be drawn, or to be drawn in another size. */
const waiting = new Set<Element>();
let observers: Observers | undefined;
let rest: ReturnType<typeof setTimeout> | undefined;

/** Draws into an element as soon as that has a size and is near, until the function it gives is called. */
export function whenNear(element: Element, draws: Draw): () => void {
  observers ??= observeGraphs();
  drawings.set(element, draws);
  observers.sizes.observe(element);
  return () => {
    observers?.sizes.unobserve(element);
    stopWaiting(element);
    drawings.delete(element);
    if (drawings.size > 0) return;
    observers?.stop();
    observers = undefined;
  };
}

function observeGraphs(): Observers {
  const places =
    'IntersectionObserver' in globalThis
      ? new IntersectionObserver(
          (entries) => draw(entries.flatMap(({ isIntersecting, target }) => (isIntersecting ? [target] : []))),
          { rootMargin: '100% 0px' },
        )
      : undefined;
  const sizes = new ResizeObserver((entries) => onSizes(entries.map(({ target }) => target)));
  const stopped = new AbortController();
  const { signal } = stopped;
  addEventListener('focusin', ({ target }) => target instanceof Element && drawings.has(target) && draw([target]), {
    signal,
  });
  addEventListener('beforeprint', () => draw([...waiting]), { signal });
  const stop = (): void => {
    sizes.disconnect();
    places?.disconnect();
    stopped.abort();
    clearTimeout(rest);
  };
  return { sizes, places, stop };
}

/** Sizes are known once an element is on the page, and change with the window. */
function onSizes(elements: readonly Element[]): void {
  const near = elements.filter(isNear);
  for (const element of elements.filter((one) => !near.includes(one))) {
    waiting.add(element);
    observers?.places?.observe(element);
  }
  draw(near);
  clearTimeout(rest);
  rest = setTimeout(drawRest, REST_MILLIS);
}

/** Asked before the observer answers, which would leave a place empty for a moment. */
function isNear(element: Element): boolean {
  if (observers?.places === undefined || element === document.activeElement) return true;
  const { top, bottom } = element.getBoundingClientRect();
  return top < 2 * innerHeight && bottom > -innerHeight;
}

function draw(elements: readonly Element[]): void {
  // All are measured first, because each that is drawn changes the page, which would have to be laid out again.
  const measured = elements.map((element) => ({ element, width: element.clientWidth, height: element.clientHeight }));
  for (const { element, ...size } of measured) {
    stopWaiting(element);
    drawings.get(element)?.(size);
  }
}

function stopWaiting(element: Element): void {
  if (waiting.delete(element)) observers?.places?.unobserve(element);
}

function drawRest(): void {
  if (waiting.size === 0) return;
  draw([...waiting].slice(0, FEW));
  rest = setTimeout(drawRest, PAUSE_MILLIS);
}
