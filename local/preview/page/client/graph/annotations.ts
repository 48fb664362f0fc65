/** Thresholds and moments across a graph, drawn on its canvas after the lines. */

import type uPlot from 'uplot';
import type { MetricView } from '../../../dashboard-document.ts';
import type { Mark } from '../../../selection-document.ts';
import { isDark } from '../preferences.ts';
import { readable, translucent } from './styles.ts';

const DEFAULT_COLOR = '#d62728';

export function drawAnnotations(plot: uPlot, { lines, moments }: MetricView, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const line of lines) drawThreshold(plot, line);
  for (const moment of moments) drawMoment(plot, moment);
  for (const mark of marks) drawMark(plot, mark);
  ctx.restore();
}

function drawThreshold(plot: uPlot, { value, upper, label, color, yAxis }: MetricView['lines'][number]): void {
  const { ctx, bbox } = plot;
  const ink = readable(color ?? DEFAULT_COLOR);
  const y = plot.valToPos(value, yAxis, true);
  if (!Number.isFinite(y)) return;
  if (upper !== undefined) {
    const top = plot.valToPos(upper, yAxis, true);
    ctx.fillStyle = translucent(ink, 0.12);
    ctx.fillRect(bbox.left, top, bbox.width, y - top);
  }
  dashed(plot, ink, [bbox.left, y, bbox.left + bbox.width, y]);
  const above = y - bbox.top > 16 * devicePixelRatio;
  drawText(plot, label, { x: bbox.left + bbox.width - 4, y: above ? y - 4 : y + 12 * devicePixelRatio, ink });
}

function drawMoment(plot: uPlot, { at, end, label }: MetricView['moments'][number]): void {
  const { ctx, bbox } = plot;
  const ink = readable('#7f7f7f');
  const x = plot.valToPos(at / 1000, 'x', true);
  if (end !== undefined) {
    ctx.fillStyle = translucent(ink, 0.15);
    ctx.fillRect(x, bbox.top, plot.valToPos(end / 1000, 'x', true) - x, bbox.height);
  }
  dashed(plot, ink, [x, bbox.top, x, bbox.top + bbox.height]);
  drawText(plot, label, { x: x - 4, y: bbox.top + 12 * devicePixelRatio, ink });
}

/** A line with a little flag; the tooltip says what it is. */
function drawMark(plot: uPlot, { at, kind }: Mark): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(at / 1000, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const ink = readable(kind === 'apiCall' ? '#7a4b00' : '#0b6b5f');
  const size = 5 * devicePixelRatio;
  ctx.strokeStyle = translucent(ink, 0.6);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.fillStyle = ink;
  ctx.beginPath();
  ctx.moveTo(x - size, bbox.top);
  ctx.lineTo(x + size, bbox.top);
  ctx.lineTo(x, bbox.top + 1.6 * size);
  ctx.fill();
}

function dashed({ ctx }: uPlot, ink: string, [x1, y1, x2, y2]: readonly [number, number, number, number]): void {
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1.25 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawText({ ctx }: uPlot, label: string, { x, y, ink }: { x: number; y: number; ink: string }): void {
  if (label === '') return;
  ctx.font = `${10.5 * devicePixelRatio}px Inter, system-ui, sans-serif`;
  ctx.textAlign = 'right';
  // Lines that run through the words would hide them.
  const { width } = ctx.measureText(label);
  ctx.fillStyle = translucent(isDark() ? '#161b22' : '#ffffff', 0.78);
  ctx.fillRect(x - width - 3, y - 10.5 * devicePixelRatio, width + 6, 13 * devicePixelRatio);
  ctx.fillStyle = ink;
  ctx.fillText(label, x, y);
}
