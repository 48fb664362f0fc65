/**
 * Colors as people with red-blind and green-blind sight see them: how far apart the two nearest ones are, and how clear
 * on the paper.
 */
import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from '../../../../local/preview/page/client/graph/styles.ts';

type Triple = readonly [number, number, number];

/** Light of each channel, 0 to 1 (sRGB, IEC 61966-2-1). */
function linear(hex: string): Triple {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Machado, Oliveira, Fernandes 2009, severity 1. */
const SIGHTS = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  'red-blind': [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  'green-blind': [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
} as const;

function times(matrix: readonly number[], [r, g, b]: Triple): Triple {
  const row = (at: number): number => (matrix[at] ?? 0) * r + (matrix[at + 1] ?? 0) * g + (matrix[at + 2] ?? 0) * b;
  return [row(0), row(3), row(6)];
}

function seen(sight: keyof typeof SIGHTS, hex: string): Triple {
  const [r, g, b] = times(SIGHTS[sight], linear(hex));
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return [within(r), within(g), within(b)];
}

/** Ottosson 2020: distances in OKLab are about as large as they look. */
function lab(light: Triple): Triple {
  const M = [0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566];
  const cones = times([...M, 0.0883024619, 0.2817188376, 0.6299787005], light);
  const [l, m, s] = cones.map(Math.cbrt) as unknown as Triple;
  const N = [0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099];
  return times([...N, 0.0259040371, 0.7827717662, -0.808675766], [l, m, s]);
}

function nearest(sight: keyof typeof SIGHTS, colors: readonly string[]): number {
  const places = colors.map((color) => lab(seen(sight, color)));
  const distances = places.flatMap((one, at) =>
    places.slice(0, at).map((other) => Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)))),
  );
  return Math.min(...distances);
}

function contrast(color: string, paper: string): number {
  const luminance = (hex: string): number => {
    const [r, g, b] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dim = 0, bright = 0] = [luminance(color), luminance(paper)].sort((left, right) => left - right);
  return (bright + 0.05) / (dim + 0.05);
}

describe.each([
  ['light', LIGHT, '#ffffff'],
  ['dark', DARK, '#161b22'],
] as const)('the colors on %s paper', (_, colors, paper) => {
  it.each(Object.keys(SIGHTS) as (keyof typeof SIGHTS)[])('are far apart for %s sight', (sight) => {
    // People just see a difference of 0.02 between two colors that are next to each other.
    expect(nearest(sight, colors)).toBeGreaterThan(0.08);
  });

  it('have a contrast of three to one (WCAG 2.2, 1.4.11)', () => {
    for (const color of colors) expect(contrast(color, paper)).toBeGreaterThanOrEqual(3);
  });

  it('are farther apart than a pair that red-blind people confuse', () => {
    expect(nearest('red-blind', ['#8a7a00', '#a66f00'])).toBeLessThan(0.08);
  });
});
