/** One graph drawn by uPlot: lines or stacked areas on one or two axes, thresholds, and the crosshair it shares. */

import uPlot from 'uplot';
import type { Mark } from '../../../selection-document.ts';
import 'uplot/dist/uPlot.min.css';
import type { MetricView } from '../../../dashboard-document.ts';
import { clock, day, short } from '../format.ts';
import { zone } from '../preferences.ts';
import { drawAnnotations } from './annotations.ts';
import { type DrawnSeries, isolated } from './chart-data.ts';
import { join, leave, SYNC_KEY } from './crosshair.ts';
import { fillOf } from './hatch.ts';
import { whenNear } from './near.ts';
import { dashOf } from './styles.ts';
import { tooltip } from './tooltip.tsx';

export interface ChartOptions {
  readonly view: MetricView;
  readonly series: readonly DrawnSeries[];
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly marks: readonly Mark[];
  readonly onZoom: (from: number, to: number) => void;
}

/** Draws into an element when that is near the window. Gives the way to take the graph away again. */
export function chart(element: HTMLElement, options: ChartOptions): () => void {
  const tip = tooltip(element, options);
  let plot: uPlot | undefined;
  const stop = whenNear(element, ({ width, height }) => {
    if (width < 40 || height < 40) return;
    if (plot === undefined) {
      plot = new uPlot(plotOptions(options, { width, height, move: tip.move }), plotData(options), element);
      join(plot, element, options.onZoom);
    } else if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
  });
  return () => {
    stop();
    if (plot !== undefined) leave(plot);
    plot?.destroy();
    tip.destroy();
  };
}

/** A stack is drawn from the top, so that each area covers what is below the one above it. */
function inDrawingOrder({ view, series }: ChartOptions): readonly DrawnSeries[] {
  return view.stacked ? series.toReversed() : series;
}

function plotData(options: ChartOptions): uPlot.AlignedData {
  return [[...options.view.times], ...inDrawingOrder(options).map(({ heights }) => [...heights])];
}

interface PixelPlace {
  readonly width: number;
  readonly height: number;
  readonly move: (plot: uPlot) => void;
}

function plotOptions(options: ChartOptions, { width, height, move }: PixelPlace): uPlot.Options {
  const { view, from, to, onZoom } = options;
  const hasRight = options.series.some(({ yAxis }) => yAxis === 'right');
  return {
    width,
    height,
    // The last label of the time axis reaches beyond the plot.
    padding: [10, hasRight ? 0 : 20, 0, 0],
    legend: { show: false },
    tzDate: (seconds) =>
      zone() === 'utc' ? uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000),
    cursor: {
      y: false,
      points: { size: 7, fill: (plot, index) => String(plot.series[index]?.stroke ?? '') },
      drag: { x: true, y: false, setScale: false },
      sync: { key: SYNC_KEY, setSeries: false, filters: { sub: isMove, pub: isMove } },
    },
    scales: {
      x: { time: true, range: [from / 1000, to / 1000] },
      left: { range: (_plot, _min, max) => valueRange(view, 'left', max) },
      right: { range: (_plot, _min, max) => valueRange(view, 'right', max) },
    },
    axes: [timeAxis(), valueAxis(view, 'left'), ...(hasRight ? [valueAxis(view, 'right')] : [])],
    series: [{}, ...inDrawingOrder(options).map((one) => line(one, view))],
    bands: view.stacked ? bandsOf(options) : [],
    hooks: {
      draw: [(plot) => drawAnnotations(plot, view, options.marks)],
      setCursor: [move],
      setSelect: [
        (plot) => {
          const { left, width: selected } = plot.select;
          if (selected < 8) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onZoom(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + selected, 'x') * 1000);
        },
      ],
    },
  };
}

/** Crosshairs move together; a drag stays with the graph it began in. */
function isMove(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave';
}

function line({ style, yAxis, heights }: DrawnSeries, { stacked }: MetricView): uPlot.Series {
  const alone = isolated(heights);
  const { color, pattern } = style;
  const isArea = stacked && yAxis === 'left';
  return {
    scale: yAxis,
    stroke: color,
    width: 1.6,
    ...(isArea ? { fill: fillOf(style) } : { dash: dashOf(pattern) }),
    points: isArea ? { show: false } : { show: true, size: 4.5, fill: color, stroke: color, filter: () => alone },
    spanGaps: false,
  };
}

/** Between each area and the one below it. */
function bandsOf(options: ChartOptions): uPlot.Band[] {
  const order = inDrawingOrder(options);
  return order.flatMap(({ yAxis }, index) => {
    const below = order.findIndex((one, at) => at > index && one.yAxis === yAxis);
    return yAxis === 'left' && below > 0 ? [{ series: [index + 1, below + 1] as uPlot.Band.Bounds }] : [];
  });
}

/** From the axis of the dashboard where it says, else from zero; thresholds are always inside. */
function valueRange(view: MetricView, side: 'left' | 'right', dataMax: number | null): uPlot.Range.MinMax {
  const { min = 0, max } = view[side];
  const marks = view.lines.filter(({ yAxis }) => yAxis === side).map(({ value, upper }) => upper ?? value);
  const top = Math.max(dataMax ?? 0, ...marks);
  if (max !== undefined) return [min, max];
  return top <= min ? [min, min + 1] : [min, min + (top - min) * 1.08];
}

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const FONT = '11px Inter, system-ui, sans-serif';

function timeAxis(): uPlot.Axis {
  return {
    stroke: css('--muted'),
    font: FONT,
    size: 28,
    gap: 4,
    space: 58,
    grid: { stroke: css('--grid'), width: 1 },
    ticks: { stroke: css('--grid'), width: 1, size: 4 },
    values: (_plot, splits) => splits.map((seconds, index) => timeLabel(seconds * 1000, splits[index - 1])),
  };
}

/** The hour, or the day where one begins or where each step is a day. */
function timeLabel(millis: number, before: number | undefined): string {
  const hour = clock(millis);
  if (hour === '00:00') return day(millis);
  return before !== undefined && millis / 1000 - before >= 86_400 ? day(millis) : hour;
}

/** As wide as its longest label. */
function axisWidth(_plot: uPlot, values: string[] | null): number {
  const longest = Math.max(0, ...(values ?? []).map((text) => text.length));
  return 12 + 6.2 * longest;
}

function valueAxis(view: MetricView, side: 'left' | 'right'): uPlot.Axis {
  const { label } = view[side];
  return {
    scale: side,
    side: side === 'left' ? 3 : 1,
    stroke: css('--muted'),
    font: FONT,
    size: axisWidth,
    gap: 4,
    space: 32,
    grid: { show: side === 'left', stroke: css('--grid'), width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((value) => short(value)),
    ...(label === undefined ? {} : { label, labelSize: 18, labelGap: 0, labelFont: FONT }),
  };
}
