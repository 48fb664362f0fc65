/**
 * A color and a pattern for each name, the same in every graph, legend and list and on every visit. Causes and status
 * codes have fixed places; other names take theirs by their hash. Twelve colors that color-blind readers can
 * distinguish, times five patterns.
 */
import { CAUSES } from '../../../../../lambda/catalogue/causes/index.ts';
import { isDark } from '../preferences.ts';

export interface Style {
  readonly color: string;
  /** 0 is plain. */
  readonly pattern: LinePattern;
}

export type LinePattern = 0 | 1 | 2 | 3 | 4;

/**
 * Chosen for the largest least distance (0.10 in OKLab) between any two of them as people with normal, red-blind and
 * green-blind sight see them, at a contrast of at least 3 to 1 with the paper.
 */
export const LIGHT = [
  '#027fbb',
  '#582400',
  '#db55f8',
  '#557d1d',
  '#1a079e',
  '#979828',
  '#965876',
  '#6620dc',
  '#6e9ba3',
  '#530042',
  '#605434',
  '#5c3e71',
] as const;
export const DARK = [
  '#6b89f9',
  '#efd62f',
  '#a24fb4',
  '#71cbb9',
  '#cc1a0a',
  '#c6e1ff',
  '#aaab3f',
  '#c4a4fe',
  '#43706c',
  '#a488a1',
  '#5e46f9',
  '#9df7b0',
] as const;

const PATTERNS: readonly LinePattern[] = [0, 1, 2, 3, 4];

/** Those that are seen together most have plain colors. */
const COMMON_CAUSES = [
  'TargetTimeout',
  'TargetClosedWhileWorking',
  'WafBlocked',
  'ClientClosed',
  'TargetError',
  'NoHealthyTarget',
  'FixedResponse',
  'TargetConnectionFailed',
  'TargetConnectTimeout',
  'TargetGatewayError',
  'TargetClosedAtOnce',
  'AuthFailed',
];
const CODES = [
  ...['504', '502', '200', '503', '403', '404', '500', '460', '400', '302', '401', '301'],
  ...['000', '101', '201', '204', '206', '304', '307', '308', '405', '406', '408', '409', '410', '413', '414'],
  ...['416', '421', '422', '426', '429', '431', '451', '463', '464', '499', '501', '505', '507', '520', '561', '562'],
];

const PLACES = LIGHT.length * PATTERNS.length;
const FIXED: ReadonlyMap<string, number> = new Map([
  ...numbered([...new Set([...COMMON_CAUSES, ...Object.keys(CAUSES)])]),
  ...numbered(CODES),
]);

function numbered(names: readonly string[]): [string, number][] {
  return names.map((name, index) => [name, index % PLACES]);
}

/** Places of names that have no fixed one, in the order in which they were first asked for. */
const given = new Map<string, number>();
const taken = new Set<number>();

export function styleOf(name: string): Style {
  const place = FIXED.get(name) ?? given.get(name) ?? newPlace(name);
  const palette = isDark() ? DARK : LIGHT;
  return {
    color: palette[place % palette.length] ?? '#888888',
    pattern: PATTERNS[Math.floor(place / palette.length)] ?? 0,
  };
}

/** By the hash of the name, and if another name has that place the next free one. */
function newPlace(name: string): number {
  if (taken.size >= PLACES) taken.clear();
  let place = hash(name) % PLACES;
  while (taken.has(place)) place = (place + 1) % PLACES;
  taken.add(place);
  given.set(name, place);
  return place;
}

/** Names that will be drawn, in one order, so that they have the same styles on every visit. */
export function reserveStyles(names: readonly string[]): void {
  for (const name of [...names].sort()) styleOf(name);
}

export interface NamedSeries {
  readonly label: string;
  readonly color: string | undefined;
}

/** The dashboard's own colors win. */
export function stylesOf(series: readonly NamedSeries[]): Style[] {
  return series.map(({ label, color }) =>
    color === undefined ? styleOf(label) : { color: readable(color), pattern: 0 },
  );
}

/** A color made for white paper, lighter where the paper is dark. */
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

/** Lengths of dashes and gaps of a line. */
export function dashOf(pattern: LinePattern): number[] {
  return { 0: [], 1: [7, 3], 2: [2, 3], 3: [8, 3, 2, 3], 4: [14, 4] }[pattern];
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
