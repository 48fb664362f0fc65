/**
 * A colour for each label, the same in every graph and on every visit. The dashboard's own colours win; the rest is chosen by
 * the label's hash, the next free one where two labels of a graph would meet. Both palettes have a contrast of at least 3 to 1.
 */
import { isDark } from '../preferences.ts';

const LIGHT = [
  '#2563eb',
  '#c2410c',
  '#15803d',
  '#9333ea',
  '#be123c',
  '#0e7490',
  '#a16207',
  '#c026d3',
  '#4d7c0f',
  '#475569',
  '#7c2d12',
  '#4338ca',
];
const DARK = [
  '#60a5fa',
  '#fb923c',
  '#4ade80',
  '#c084fc',
  '#fb7185',
  '#22d3ee',
  '#facc15',
  '#e879f9',
  '#a3e635',
  '#94a3b8',
  '#fdba74',
  '#818cf8',
];

export interface Named {
  readonly label: string;
  readonly color: string | undefined;
}

export function colorsOf(series: readonly Named[]): string[] {
  const palette = isDark() ? DARK : LIGHT;
  const taken = new Set<number>();
  const indexes = new Map<string, number>();
  // In the order of names, so that the order in which series appear changes nothing.
  for (const label of series
    .filter(({ color }) => color === undefined)
    .map((one) => one.label)
    .sort()) {
    if (indexes.has(label)) continue;
    let index = hash(label) % palette.length;
    for (let step = 0; taken.has(index) && step < palette.length; step++) index = (index + 1) % palette.length;
    taken.add(index);
    indexes.set(label, index);
  }
  return series.map(({ label, color }) =>
    color === undefined ? (palette[indexes.get(label) ?? 0] ?? '#888888') : readable(color),
  );
}

/** A colour made for white paper, lighter where the paper is dark. */
export function readable(color: string): string {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (match === null || !isDark()) return color;
  const lighter = match.slice(1).map((part) => Math.round(Number.parseInt(part, 16) * 0.72 + 255 * 0.28));
  return `#${lighter.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

export function translucent(color: string, alpha: number): string {
  return `${color}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
