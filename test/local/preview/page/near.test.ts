/** When a graph is drawn, in a window that is a few numbers. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whenNear } from '../../../../local/preview/page/client/graph/near.ts';
import { REST_MILLIS } from '../../../../local/preview/page/client/graph/rest.ts';

const WINDOW = 900;

class Place {
  readonly clientWidth = 400;
  clientHeight = 300;
  top: number;

  constructor(top: number) {
    this.top = top;
  }

  getBoundingClientRect() {
    return { top: this.top, bottom: this.top + this.clientHeight };
  }
}

/** Tells what it is told to tell about the elements that it observes. */
class Observer {
  static readonly all: Observer[] = [];
  readonly observed = new Set<unknown>();
  readonly #tell: (entries: object[]) => void;

  constructor(tell: (entries: object[]) => void) {
    this.#tell = tell;
    Observer.all.push(this);
  }

  observe(element: unknown): void {
    this.observed.add(element);
  }

  unobserve(element: unknown): void {
    this.observed.delete(element);
  }

  disconnect(): void {
    this.observed.clear();
  }

  tell(more: object = {}): void {
    this.#tell([...this.observed].map((target) => ({ target, ...more })));
  }
}

class Sizes extends Observer {}
class Places extends Observer {}

const stops: (() => void)[] = [];
let listeners: Record<string, (event: object) => void>;

beforeEach(() => {
  vi.useFakeTimers();
  Observer.all.length = 0;
  listeners = {};
  vi.stubGlobal('ResizeObserver', Sizes);
  vi.stubGlobal('IntersectionObserver', Places);
  vi.stubGlobal('Element', Place);
  vi.stubGlobal('innerHeight', WINDOW);
  vi.stubGlobal('document', { activeElement: undefined });
  vi.stubGlobal('addEventListener', (name: string, listener: (event: object) => void) => {
    listeners[name] = listener;
  });
});

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Places at these heights of the window, and for each what has happened to its graph. */
function graphsAt(...tops: readonly number[]) {
  const graphs = tops.map((top) => {
    const place = new Place(top);
    const happened: string[] = [];
    const stop = whenNear(place as unknown as Element, ({ width, height }) => happened.push(`${width}x${height}`));
    stops.push(stop);
    return { place, happened, stop };
  });
  tellSizes();
  return graphs;
}

const DRAWN = '400x300';

function tellSizes(): void {
  for (const one of Observer.all) if (one instanceof Sizes) one.tell();
}

function tellPlaces(isIntersecting: boolean): void {
  for (const one of Observer.all) if (one instanceof Places) one.tell({ isIntersecting });
}

describe('a graph', () => {
  it('is drawn at once on the screen and a screen around it, and elsewhere when it comes near', () => {
    const graphs = graphsAt(0, 2 * WINDOW - 1, 1 - WINDOW - 300, 2 * WINDOW, -WINDOW - 300);
    const drawn = () => graphs.map(({ happened }) => happened.includes(DRAWN));
    expect(drawn()).toEqual([true, true, true, false, false]);
    tellPlaces(false);
    expect(drawn()).toEqual([true, true, true, false, false]);
    tellPlaces(true);
    expect(drawn()).toEqual([true, true, true, true, true]);
    // What is drawn is asked about no more.
    expect(Observer.all.find((one) => one instanceof Places)?.observed.size).toBe(0);
  });

  it('is drawn far away a few at a time at rest, and later where something changes before', () => {
    const graphs = graphsAt(...Array.from({ length: 12 }, (_, index) => 5000 + index));
    const drawn = () => graphs.filter(({ happened }) => happened.at(-1) === DRAWN).length;
    vi.advanceTimersByTime(REST_MILLIS - 1);
    tellSizes();
    vi.advanceTimersByTime(REST_MILLIS - 1);
    expect(drawn()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(drawn()).toBe(5);
    vi.advanceTimersByTime(1000);
    expect(drawn()).toBe(12);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is drawn far away for a print, and where it has the focus', () => {
    const [first, second, third] = graphsAt(5000, 6000, 7000);
    listeners.focusin?.({ target: second?.place });
    expect([first, second, third].map((one) => one?.happened.at(-1))).toEqual([undefined, DRAWN, undefined]);
    listeners.beforeprint?.({});
    expect([first, second, third].map((one) => one?.happened.at(-1))).toEqual([DRAWN, DRAWN, DRAWN]);
  });

  it('is drawn in another size of its place when it comes near', () => {
    const [graph] = graphsAt(0);
    if (graph === undefined) throw new Error('expected a graph');
    graph.place.top = 5000;
    graph.place.clientHeight = 200;
    tellSizes();
    expect(graph.happened).toEqual([DRAWN]);
    tellPlaces(true);
    expect(graph.happened).toEqual([DRAWN, '400x200']);
  });

  it('stays drawn far away while it has the focus', () => {
    const [graph] = graphsAt(0);
    if (graph === undefined) throw new Error('expected a graph');
    graph.place.top = 5000;
    vi.stubGlobal('document', { activeElement: graph.place });
    tellSizes();
    expect(graph.happened).toEqual([DRAWN, DRAWN]);
  });

  it('is never drawn once it is taken off the page', () => {
    const [graph] = graphsAt(5000);
    graph?.stop();
    tellPlaces(true);
    listeners.beforeprint?.({});
    vi.advanceTimersByTime(2 * REST_MILLIS);
    expect(graph?.happened).toEqual([]);
    for (const { observed } of Observer.all) expect(observed.size).toBe(0);
  });

  it('is drawn wherever it is where the browser cannot tell what is near', () => {
    Reflect.deleteProperty(globalThis, 'IntersectionObserver');
    const graphs = graphsAt(0, 5000);
    expect(graphs.map(({ happened }) => happened)).toEqual([[DRAWN], [DRAWN]]);
  });
});
