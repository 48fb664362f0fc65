/** The page's pure modules: each a question and its answer. */
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { afterEach, describe, expect, it } from 'vitest';
import type { AlarmLane, MetricView, SeriesView } from '../../../../local/preview/document.ts';
import { barsOf } from '../../../../local/preview/page/client/causes/sparkline.tsx';
import { alarmState, stretches } from '../../../../local/preview/page/client/dashboard/alarm-state.ts';
import { shortReason } from '../../../../local/preview/page/client/dashboard/alarms.tsx';
import { zoomed } from '../../../../local/preview/page/client/dashboard/dashboard.tsx';
import { columnsOf, resourceName } from '../../../../local/preview/page/client/examples/example-table.tsx';
import {
  bytes,
  clock,
  day,
  duration,
  minutes,
  percent,
  short,
  span,
  whole,
} from '../../../../local/preview/page/client/format.ts';
import {
  drawn,
  hasData,
  isolated,
  latest,
  legendOrder,
} from '../../../../local/preview/page/client/graph/chart-data.ts';
import { only } from '../../../../local/preview/page/client/graph/legend.tsx';
import { rowsAt } from '../../../../local/preview/page/client/graph/tooltip.tsx';
import { Markdown } from '../../../../local/preview/page/client/markdown.tsx';
import { setZone } from '../../../../local/preview/page/client/preferences.ts';

type Values = readonly (number | null)[];

function series(label: string, values: Values, yAxis: 'left' | 'right' = 'left'): SeriesView {
  return { label, color: undefined, yAxis, values };
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
  const list = [series('a', [1, null, null]), series('b', [2, 3, null]), series('r', [9, 9, 9], 'right')];
  const heights = (stacked: boolean, hidden: readonly string[] = []) =>
    drawn(metricView(list, stacked), ['red', 'blue', 'green'], new Set(hidden)).map((one) => one.heights);

  it.each([
    [
      'stand on each other in a stack, where a missing point adds nothing',
      true,
      [],
      [
        [1, 0, null],
        [3, 3, null],
        [9, 9, 9],
      ],
    ],
    [
      'stand alone without one',
      false,
      [],
      [
        [1, null, null],
        [2, 3, null],
        [9, 9, 9],
      ],
    ],
    [
      'fall where the one below is hidden',
      true,
      ['a'],
      [
        [2, 3, null],
        [9, 9, 9],
      ],
    ],
  ] as const)('%s', (_, stacked, hidden, expected) => {
    // Where every series of the left side has no point, the right one decides whether there is a stack.
    const found = heights(stacked, hidden);
    expect(found.map((one) => one.slice(0, 2))).toEqual(expected.map((one) => one.slice(0, 2)));
  });

  it('keep what a person reads beside where the line runs', () => {
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
    expect([latest(series('', [1, 2, null])), latest(series('', [null])), latest(series('', [0]))]).toEqual([
      2,
      undefined,
      0,
    ]);
  });

  it('are data once one has a point', () => {
    expect([[], [series('', [null])], [series('', [0])]].map((one) => hasData(metricView(one, false)))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('are named in their order while they are few, and the largest first beyond', () => {
    const few = [1, 5, 3].map((value) => series(String(value), [value, null]));
    const many = [1, 5, 3, 9, 2, 4].map((value) => series(String(value), [value, null]));
    expect(legendOrder({ series: few })).toEqual([0, 1, 2]);
    expect(legendOrder({ series: many })).toEqual([3, 1, 5, 2, 4, 0]);
  });

  it('are listed by the tooltip with a value only, largest first', () => {
    const list = drawn(metricView([series('a', [1]), series('b', [null]), series('c', [2])], false), [], new Set());
    expect(rowsAt(list, 0).map(({ label, value }) => [label, value])).toEqual([
      ['c', 2],
      ['a', 1],
    ]);
  });
});

describe('a click on one name of a legend with Alt', () => {
  it.each([
    ['leaves it alone', [], ['b', 'c']],
    ['brings all back where it was alone', ['b', 'c'], []],
    ['leaves it alone also when it was hidden itself', ['a', 'b', 'c'], ['b', 'c']],
  ])('%s', (_, hidden, expected) => {
    expect([...only(['a', 'b', 'c'], 'a', new Set(hidden))]).toEqual(expected);
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.0213456, '0.0213'],
    [17.44, '17.4'],
    [1240.4, '1,240'],
    [56_100, '56,100'],
    [156_100, '156 k'],
    [12_345_678, '12.3 M'],
    [-3e9, '-3 G'],
  ])('%d in short is %s', (value, expected) => {
    expect(short(value)).toBe(expected);
  });

  it.each([
    [0, '0 %'],
    [0.00004, '< 0.01 %'],
    [0.0004, '0.04 %'],
    [0.0644, '6.4 %'],
    [1, '100 %'],
  ])('%d as a share is %s', (value, expected) => {
    expect(percent(value)).toBe(expected);
  });

  it('of bytes have a unit that fits', () => {
    expect([0, 999, 1_000, 1_270_000_000].map(bytes)).toEqual(['0 bytes', '999 bytes', '1 KB', '1.27 GB']);
  });

  it('of requests have no fraction', () => {
    expect(whole(1234.6)).toBe('1,235');
  });
});

describe('times', () => {
  afterEach(() => setZone('local'));
  const at = (text: string): number => Date.parse(text);

  it('are written in UTC where that was chosen, the day once where it is the same', () => {
    setZone('utc');
    expect(clock(at('2026-05-04T10:05:00Z'))).toBe('10:05');
    expect(span(at('2026-05-04T10:05:00Z'), at('2026-05-04T12:00:00Z'))).toMatch(/^4 May( 2026)?, 10:05 – 12:00$/);
    expect(span(at('2026-05-04T10:05:00Z'), at('2026-05-05T12:00:00Z'))).toMatch(/^4 May.* – 5 May.*, 12:00$/);
  });

  it('have the year where it is not this one', () => {
    setZone('utc');
    expect(day(at('2016-08-10T00:00:00Z'))).toBe('10 Aug 2016');
  });

  it.each([
    [60, '1 min'],
    [900, '15 min'],
    [3600, '1 h'],
    [172_800, '2 d'],
  ])('a period of %d seconds is %s', (seconds, expected) => {
    expect(minutes(seconds)).toBe(expected);
  });

  it.each([
    [24 * 60_000, '24 min'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
  ])('%d milliseconds last %s', (millis, expected) => {
    expect(duration(millis)).toBe(expected);
  });

  it('that are zoomed to are whole minutes, at least five', () => {
    expect(zoomed(61_000, 62_000)).toEqual({ from: 60_000, to: 360_000 });
    expect(zoomed(60_000, 600_001)).toEqual({ from: 60_000, to: 660_000 });
  });
});

describe('the state of an alarm', () => {
  const lane = (changes: AlarmLane['changes'], unavailable?: string): AlarmLane => ({
    ...{ name: 'n', title: 't', subject: '', text: '', definition: '', changes },
    ...(unavailable === undefined ? {} : { unavailable }),
  });
  const change = (at: number, state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') => ({ at, state, reason: `${state} ${at}` });

  it.each([
    ['has not been seen', lane([]), 'INSUFFICIENT_DATA', 'no data'],
    ['is quiet', lane([change(1, 'OK')]), 'OK', 'OK'],
    ['lasts', lane([change(1, 'OK'), change(2, 'ALARM')]), 'ALARM', 'in alarm'],
    ['is over', lane([change(2, 'ALARM'), change(3, 'OK')]), 'fired', 'fired'],
    [
      'came twice',
      lane([change(2, 'ALARM'), change(3, 'OK'), change(4, 'ALARM'), change(5, 'OK')]),
      'fired',
      'fired 2×',
    ],
    ['is not known here', lane([], 'needs AWS'), 'unavailable', 'in AWS'],
  ])('where it %s', (_, one, state, words) => {
    expect(alarmState(one)).toEqual({ state, words });
  });

  it('has stretches with an end, but for the last', () => {
    const found = stretches(lane([change(2, 'ALARM'), change(3, 'OK'), change(4, 'ALARM')]));
    expect(found.map(({ from, to, reason, endReason }) => [from, to, reason, endReason])).toEqual([
      [2, 3, 'ALARM 2', 'OK 3'],
      [4, undefined, 'ALARM 4', undefined],
    ]);
  });

  it('has a reason of at most four values, in the zone of the page', () => {
    setZone('utc');
    const values = Array.from({ length: 6 }, (_, index) =>
      `${index} (2026-05-04T10:0${index}:00)`.replace(':00)', ')'),
    );
    expect(shortReason(`1 of 6 [${values.join(', ')}] were high`)).toBe(
      '1 of 6 [0 at 10:00, 1 at 10:01, 2 at 10:02, 3 at 10:03, …] were high',
    );
    setZone('local');
  });
});

describe('Markdown', () => {
  const html = (text: string) => render(h(Markdown, { text }));
  it.each([
    ['**bold** and `code`', '<p><strong>bold</strong> and <code>code</code></p>'],
    ['# Title\ntext', '<div><h4>Title</h4><p>text</p></div>'],
    ['- one\n- *two*', '<ul><li>one</li><li><em>two</em></li></ul>'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '<th scope="col">a</th>'],
    ['[AWS](https://aws.amazon.com)', '<a href="https://aws.amazon.com" rel="noreferrer" target="_blank">AWS</a>'],
    ['[Runbook](docs/runbook.md)', '<span title="docs/runbook.md">Runbook</span>'],
    ['[bad](javascript:alert(1))', '<span title="javascript:alert(1">bad</span>'],
    ['<script>', '&lt;script>'],
  ])('%s', (text, expected) => {
    expect(html(text)).toContain(expected);
  });
});

describe('a row of sixty bars', () => {
  it('adds up the minutes of each part, also at the ends', () => {
    const bars = barsOf(
      [
        [0, 1],
        [59_999, 2],
        [60_000, 4],
        [3_600_000, 8],
      ],
      { from: 0, to: 3_600_000 },
    );
    expect([bars.length, bars[0], bars[1], bars[59]]).toEqual([60, 3, 4, 8]);
  });
});

describe('the columns of examples', () => {
  it('begin with those that people look for, and leave the kind out', () => {
    expect(
      columnsOf([
        { kind: 'error', zebra: 1, traceId: 'x' },
        { cause: 'c', time: 't' },
      ]),
    ).toEqual(['time', 'cause', 'traceId', 'zebra']);
  });

  it.each([
    ['targetgroup/shop-web/0123456789abcdef', 'shop-web'],
    ['app/shop/0123456789abcdef', 'shop'],
    ['arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/shop/1', 'shop'],
    ['classic', 'classic'],
  ])('name a resource as people do: %s', (value, expected) => {
    expect(resourceName(value)).toBe(expected);
  });
});
