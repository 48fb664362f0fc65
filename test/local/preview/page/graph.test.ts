/** What the graphs draw, without drawing it. */
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../../../lambda/catalogue/causes/index.ts';
import type { MetricView, SeriesView } from '../../../../local/preview/dashboard-document.ts';
import { narrowed } from '../../../../local/preview/page/client/dashboard/narrowed.ts';
import {
  drawn,
  hasData,
  hiddenAtFirst,
  isolated,
  latest,
  legendOrder,
} from '../../../../local/preview/page/client/graph/chart-data.ts';
import { showOnly } from '../../../../local/preview/page/client/graph/legend.tsx';
import {
  DARK,
  LIGHT,
  reserveStyles,
  type Style,
  styleOf,
  stylesOf,
} from '../../../../local/preview/page/client/graph/styles.ts';
import { marksIn, rowsAt } from '../../../../local/preview/page/client/graph/tooltip.tsx';

type Values = readonly (number | null)[];

function series(label: string, values: Values, more: Partial<SeriesView> = {}): SeriesView {
  return { label, color: undefined, yAxis: 'left', unit: '', values, ...more };
}

function metricView(list: readonly SeriesView[], stacked: boolean): MetricView {
  const axis = { label: undefined, min: undefined, max: undefined };
  return {
    ...({ kind: 'metric', title: '', view: 'timeSeries', legend: 'bottom', stacked } as const),
    ...{ box: { x: 0, y: 0, width: 12, height: 6 }, left: axis, right: axis, times: [], series: list },
    ...{ lines: [], moments: [], absent: [], absentNamespaces: [] },
  };
}

describe('the series of a graph', () => {
  const list = [series('a', [1, null]), series('b', [2, 3]), series('r', [9, 9], { yAxis: 'right' })];
  const heights = (stacked: boolean, hidden: readonly string[] = []) =>
    drawn(metricView(list, stacked), [], new Set(hidden)).map((one) => one.heights);

  it.each([
    [
      'stand on each other in a stack, where a missing point adds nothing',
      true,
      [],
      [
        [1, 0],
        [3, 3],
        [9, 9],
      ],
    ],
    [
      'stand alone without one',
      false,
      [],
      [
        [1, null],
        [2, 3],
        [9, 9],
      ],
    ],
    [
      'fall where the one below is hidden',
      true,
      ['a'],
      [
        [2, 3],
        [9, 9],
      ],
    ],
  ] as const)('%s', (_, stacked, hidden, expected) => {
    expect(heights(stacked, hidden)).toEqual(expected);
  });

  it('keep what a person reads next to where the line runs', () => {
    expect(drawn(metricView(list, true), [], new Set()).map(({ values }) => values[0])).toEqual([1, 2, 9]);
  });

  it.each<[Values, number[]]>([
    [
      [1, null, 2, 3, null, 4],
      [0, 5],
    ],
    [[null, null], []],
    [[5], [0]],
  ])('have points without a neighbor: %j', (values, expected) => {
    expect(isolated(values)).toEqual(expected);
  });

  it('have a latest value, which is not the last place', () => {
    const values = [series('', [1, 2, null]), series('', [null]), series('', [0])].map(latest);
    expect(values).toEqual([2, undefined, 0]);
  });

  it('are data once one has a point', () => {
    const data = [[], [series('', [null])], [series('', [0])]].map((one) => hasData(metricView(one, false)));
    expect(data).toEqual([false, false, true]);
  });

  it('are named in their order while they are few, and the largest first beyond', () => {
    const few = [1, 5, 3].map((value) => series(String(value), [value, null]));
    const many = [1, 5, 3, 9, 2, 4].map((value) => series(String(value), [value, null]));
    expect(legendOrder({ series: few })).toEqual([0, 1, 2]);
    expect(legendOrder({ series: many })).toEqual([3, 1, 5, 2, 4, 0]);
  });

  it('are listed by the tooltip with a value only, largest first, with their unit', () => {
    const some = [series('a', [1], { unit: 's' }), series('b', [null]), series('c', [2])];
    const rows = rowsAt(drawn(metricView(some, false), [], new Set()), 0);
    expect(rows.map(({ label, value, unit }) => [label, value, unit])).toEqual([
      ['c', 2, ''],
      ['a', 1, 's'],
    ]);
  });

  it('of codes leave out the good ones while failures would be flat next to them', () => {
    const hidden = (list: readonly SeriesView[], stacked = false) => [...hiddenAtFirst({ series: list, stacked })];
    const codes = [series('200', [500]), series('302', [40]), series('504', [8])];
    expect(hidden(codes)).toEqual(['200', '302']);
    expect(hidden([series('200', [90]), series('504', [8])])).toEqual([]);
    expect(hidden([series('200', [500])])).toEqual([]);
    expect(hidden([series('requests', [500]), series('504', [8])])).toEqual([]);
    expect(hidden(codes, true)).toEqual([]);
  });
});

describe('a graph of the dashboard', () => {
  const view = metricView(
    [
      series('504', [1], { dimensions: { LoadBalancer: 'l', StatusCode: '504' } }),
      series('502', [1], { dimensions: { LoadBalancer: 'l', StatusCode: '502' } }),
      series('requests', [1]),
    ],
    false,
  );
  it.each([
    [{ code: '504' }, ['504', 'requests']],
    [{ targetGroup: 'g' }, ['504', '502', 'requests']],
    [{ loadBalancer: 'm' }, ['504', '502', 'requests']],
  ])('keeps the series that can be of %j', (choice, expected) => {
    expect(narrowed(view, choice).series.map(({ label }) => label)).toEqual(expected);
  });
});

describe('a click on one name of a legend with Alt', () => {
  it.each([
    ['leaves it alone', [], ['b', 'c']],
    ['brings all back where it was alone', ['b', 'c'], []],
    ['leaves it alone also when it was hidden itself', ['a', 'b', 'c'], ['b', 'c']],
  ])('%s', (_, hidden, expected) => {
    expect([...showOnly(['a', 'b', 'c'], 'a', new Set(hidden))]).toEqual(expected);
  });
});

describe('marks', () => {
  it('are told by the data point they fall into', () => {
    const mark = (at: number) => ({ at, kind: 'apiCall' as const, text: String(at) });
    expect(marksIn([mark(59), mark(60), mark(119), mark(120)], { from: 60, to: 120 }).map(({ at }) => at)).toEqual([
      60, 119,
    ]);
  });
});

const text = ({ color, pattern }: Style): string => `${color} ${pattern}`;

describe('the color and pattern of a name', () => {
  it('differ for every two causes, and for every two codes', () => {
    for (const names of [
      Object.keys(CAUSES),
      ['200', '301', '302', '400', '403', '404', '460', '500', '502', '503', '504', '561'],
    ])
      expect(new Set(names.map((name) => text(styleOf(name)))).size).toBe(names.length);
  });

  it('is the same in whichever graph, next to whichever others', () => {
    const [alone] = stylesOf([{ label: 'TargetTimeout', color: undefined }]);
    const [, among] = stylesOf([
      { label: 'WafBlocked', color: undefined },
      { label: 'TargetTimeout', color: undefined },
    ]);
    expect(among).toEqual(alone);
    expect(styleOf('app/shop/1')).toEqual(styleOf('app/shop/1'));
  });

  it('is not shared by names that have no fixed one', () => {
    const names = Array.from({ length: 30 }, (_, index) => `balancer-${index}`);
    reserveStyles(names);
    expect(new Set(names.map((name) => text(styleOf(name)))).size).toBe(names.length);
  });

  it('is what the dashboard says where it says one', () => {
    expect(stylesOf([{ label: 'x', color: '#2ca02c' }])).toEqual([{ color: '#2ca02c', pattern: 0 }]);
  });
});

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const rgb = (hex: string): Rgb => {
  const part = (at: number): number => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return [part(1), part(3), part(5)];
};
const times = (matrix: Matrix, [r, g, b]: Rgb): Rgb => {
  const row = ([x, y, z]: Rgb): number => x * r + y * g + z * b;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};
/** Ottosson's OKLab. */
const lab = (color: Rgb): Rgb => {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  );
};
/** Machado, Oliveira, Fernandes 2009, severity 1. */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'red-blind': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'green-blind': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

describe.each([
  ['light', LIGHT, '#ffffff'],
  ['dark', DARK, '#161b22'],
] as const)('the colors on %s paper', (_, palette, paper) => {
  it.each(Object.entries(SIGHTS))('can be distinguished with %s sight', (_sight, matrix) => {
    const seen = palette.map((hex) => {
      const [r, g, b] = times(matrix, rgb(hex));
      const cut = (part: number): number => Math.min(1, Math.max(0, part));
      return lab([cut(r), cut(g), cut(b)]);
    });
    const distances = seen.flatMap((one, at) =>
      seen.slice(at + 1).map((other) => Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])),
    );
    expect(Math.min(...distances)).toBeGreaterThan(0.095);
  });

  it('stand out from it by at least 3 to 1', () => {
    const luminance = (hex: string): number => {
      const [r, g, b] = rgb(hex);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrasts = palette.map((hex) => {
      const [light = 0, dark = 0] = [luminance(hex), luminance(paper)].sort((left, right) => right - left);
      return (light + 0.05) / (dark + 0.05);
    });
    expect(Math.min(...contrasts)).toBeGreaterThan(3);
  });
});
