/**
 * The fill of an area: its color, and for all but the plain pattern lines or dots in it, as a pattern of the canvas.
 */
import { type Style, translucent } from './styles.ts';

const SIZE = 8;
const ALPHA = 0.55;

export function fillOf({ color, pattern }: Style): string | CanvasPattern {
  const plain = translucent(color, ALPHA);
  if (pattern === 0) return plain;
  const tile = document.createElement('canvas');
  const size = SIZE * devicePixelRatio;
  tile.width = size;
  tile.height = size;
  const ctx = tile.getContext('2d');
  if (ctx === null) return plain;
  ctx.fillStyle = translucent(color, ALPHA / 2);
  ctx.fillRect(0, 0, size, size);
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  if (pattern === 2) dot(ctx, size);
  else if (pattern === 4) line(ctx, [size / 2, 0, size / 2, size]);
  else {
    line(ctx, [0, size, size, 0]);
    if (pattern === 3) line(ctx, [0, 0, size, size]);
  }
  return ctx.createPattern(tile, 'repeat') ?? plain;
}

function line(ctx: CanvasRenderingContext2D, [x1, y1, x2, y2]: readonly [number, number, number, number]): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function dot(ctx: CanvasRenderingContext2D, size: number): void {
  ctx.beginPath();
  ctx.arc(size / 2, size / 2, size / 5, 0, 2 * Math.PI);
  ctx.fill();
}
