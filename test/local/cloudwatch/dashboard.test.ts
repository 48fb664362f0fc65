// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudWatch writes its dynamic labels so.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
import { describe, expect, test } from 'vitest';
import { parseDashboard } from '../../../local/cloudwatch/dashboard.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { resolveDashboard, resolveWidget } from '../../../local/cloudwatch/widget.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12, 0);
const RANGE = { from: START, to: START + 10 * MINUTE };

/** Requests of two load balancers, minute by minute, and 502s of the first by status code. */
function store() {
  const filled = createMetricStore();
  const put = (MetricName: string, dimensions: Record<string, string>, values: readonly number[]) =>
    filled.put(
      'Ours',
      values.map((Value, index) => ({
        MetricName,
        Value,
        Timestamp: new Date(START + index * MINUTE),
        Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value })),
      })),
    );
  put('Requests', { LoadBalancer: 'app/a/1' }, [10, 20, 30, 40, 50, 60]);
  put('Requests', { LoadBalancer: 'app/b/2' }, [1, 2, 3]);
  put('Errors', { LoadBalancer: 'app/a/1' }, [1, 2, 3]);
  put('Errors', { LoadBalancer: 'app/a/1', StatusCode: '502' }, [1, 1, 1]);
  put('Errors', { LoadBalancer: 'app/a/1', StatusCode: '504' }, [0, 1, 2]);
  return filled;
}

function widget(metrics: readonly unknown[], properties: object = {}) {
  return {
    type: 'metric',
    x: 0,
    y: 0,
    width: 12,
    height: 6,
    properties: { period: 60, stat: 'Sum', title: 'T', metrics, ...properties },
  };
}

function resolved(source: unknown, options: object = {}) {
  const { widgets } = resolveDashboard({ widgets: [source] }, store(), { ...RANGE, ...options });
  const [first] = widgets;
  if (first?.kind !== 'metric') throw new Error('not a metric widget');
  return first;
}

const shown = (source: unknown, options: object = {}) =>
  resolved(source, options).series.map(
    ({ label, points }) => `${label}: ${points.map(({ value }) => value).join(' ')}`,
  );

const requests = (loadBalancer: string, ...rest: unknown[]) => [
  'Ours',
  'Requests',
  'LoadBalancer',
  loadBalancer,
  ...rest,
];

describe('the rows of a metric widget', () => {
  test("spell out '.' and '...'", () => {
    const rows = [
      requests('app/a/1'),
      ['.', 'Errors', '.', '.'],
      ['...', 'app/b/2'],
      ['.', 'Errors', '.', '.', 'StatusCode', '502'],
      ['...', '504'],
    ];
    const { widgets } = parseDashboard({ widgets: [widget(rows)] });
    const [first] = widgets;
    expect(
      first?.kind === 'metric' &&
        first.rows.map(
          (row) =>
            'metric' in row &&
            Object.values(row.metric).flatMap((part) => (typeof part === 'string' ? part : Object.values(part))),
        ),
    ).toEqual([
      ['Ours', 'Requests', 'app/a/1'],
      ['Ours', 'Errors', 'app/a/1'],
      ['Ours', 'Errors', 'app/b/2'],
      ['Ours', 'Errors', 'app/b/2', '502'],
      ['Ours', 'Errors', 'app/b/2', '504'],
    ]);
  });

  test('take period and statistic from the row, else the widget, else 300 seconds and Average', () => {
    const rows = [requests('app/a/1'), requests('app/a/1', { period: 120, stat: 'Maximum' })];
    expect(shown(widget(rows))).toEqual(['Sum: 10 20 30 40 50 60', 'Maximum: 20 40 60']);
    expect(shown(widget([rows[0]], { period: undefined, stat: undefined }))).toEqual(['Requests: 30 60']);
  });

  test('show what is visible, and compute with what is not', () => {
    const rows = [
      [{ expression: '100 * e / n', label: 'rate', id: 'rate', yAxis: 'right', color: '#d62728' }],
      requests('app/a/1', { id: 'n', visible: false }),
      ['.', 'Errors', '.', '.', { id: 'e', visible: false }],
    ];
    const [series, ...rest] = resolved(widget(rows)).series;
    expect(rest).toEqual([]);
    expect(series).toMatchObject({ label: 'rate', yAxis: 'right', color: '#d62728', id: 'rate', period: 60 });
    // Errors stop after three minutes: a missing data point counts as 0.
    expect(series?.points.map(({ value }) => value)).toEqual([10, 10, 10, 0, 0, 0]);
  });

  test('search, with labels of what differs', () => {
    const search = `SEARCH('{Ours,LoadBalancer,StatusCode} MetricName="Errors"', 'Sum', 60)`;
    expect(shown(widget([[{ expression: search }]]))).toEqual(['502: 1 1 1', '504: 0 1 2']);
    expect(shown(widget([[{ expression: search, label: 'HTTP' }]]))).toEqual(['HTTP 502: 1 1 1', 'HTTP 504: 0 1 2']);
    const dynamic = "${LABEL} of ${PROP('Dim.LoadBalancer')}: ${SUM}";
    expect(shown(widget([[{ expression: search, label: dynamic }]]))).toEqual([
      '502 of app/a/1: 3: 1 1 1',
      '504 of app/a/1: 3: 0 1 2',
    ]);
    expect(shown(widget([[{ expression: `SUM(${search})`, label: 'all' }]]))).toEqual(['all: 1 2 3']);
  });

  test('take another period for the whole dashboard, also inside SEARCH', () => {
    const search = `SEARCH('{Ours,LoadBalancer} MetricName="Requests"', 'Sum', 60)`;
    expect(shown(widget([requests('app/a/1'), [{ expression: search }]]), { period: 300 })).toEqual([
      'Requests: 150 60',
      'app/a/1: 150 60',
      'app/b/2: 6',
    ]);
  });

  test('give one value for the whole range where the widget says so', () => {
    expect(shown(widget([requests('app/a/1')], { view: 'singleValue', setPeriodToTimeRange: true }))).toEqual([
      'Requests: 210',
    ]);
  });

  const failing: [string, unknown[], RegExp][] = [
    [
      'an unknown function',
      [[{ expression: 'MAGIC(m1)' }]],
      /widget 'T', expression 'MAGIC\(m1\)': metric math function 'MAGIC' is not modeled/,
    ],
    [
      'a scalar result',
      [[{ expression: 'SUM(m)' }], requests('app/a/1', { id: 'm' })],
      /the result is a scalar: must be a time series/,
    ],
    [
      'mixed periods',
      [[{ expression: 'a + b' }], requests('app/a/1', { id: 'a' }), requests('app/a/1', { id: 'b', period: 300 })],
      /mixes periods 60 and 300/,
    ],
    ['a circle', [[{ expression: 'b', id: 'a' }], [{ expression: 'a', id: 'b' }]], /uses itself/],
    [
      'an id used twice',
      [requests('app/a/1', { id: 'a' }), requests('app/b/2', { id: 'a' })],
      /the id 'a' is used twice/,
    ],
    ['a dimension without value', [['Ours', 'Requests', 'LoadBalancer']], /pairs of dimension and value/],
    [
      'an unknown dynamic label',
      [requests('app/a/1', { label: '${P99}' })],
      /dynamic label '\$\{P99\}' is not modeled/,
    ],
  ];
  test.each(failing)('fail on %s', (_name, rows, message) => {
    expect(() => resolved(widget(rows))).toThrow(message);
  });
});

describe('dynamic labels', () => {
  test.each([
    ['${AVG} ${MIN} ${MAX} ${SUM} ${FIRST} ${LAST} ${DATAPOINT_COUNT}', '35 10 60 210 10 60 6'],
    ['${MIN_MAX_RANGE} ${FIRST_LAST_RANGE}', '50 50'],
    [
      "${LABEL} ${PROP('MetricName')} ${PROP('Namespace')} ${PROP('Stat')} ${PROP('Period')}",
      'Requests Requests Ours Sum 60',
    ],
    ['${MAX_TIME}, ${FIRST_TIME}', '2026-01-05 12:05, 2026-01-05 12:00'],
  ])('%s is %s', (label, expected) => {
    expect(resolved(widget([requests('app/a/1', { label })])).series[0]?.label).toBe(expected);
  });

  test('say so where there is no data', () => {
    expect(
      resolved(widget([requests('app/none', { label: '${MAX} ${DATAPOINT_COUNT} ${LAST_TIME}' })])).series[0]?.label,
    ).toBe('- 0 -');
  });
});

describe('variables', () => {
  const search = { search: '{Ours,LoadBalancer} MetricName="Requests"', populateFrom: 'LoadBalancer' };
  const property = {
    type: 'property',
    property: 'LoadBalancer',
    inputType: 'select',
    id: 'lb',
    defaultValue: '__FIRST',
    ...search,
  };
  const body = (variable: object) => ({
    variables: [variable],
    widgets: [
      widget([requests('any'), ['.', 'Errors', '.', '.'], ['...', 'other']]),
      widget([[{ expression: `SEARCH('{Ours,LoadBalancer} LoadBalancer="any" MetricName="Requests"', 'Sum', 60)` }]]),
      { type: 'text', properties: { markdown: 'About any' } },
    ],
  });
  const resolve = (variable: object, value?: string) =>
    resolveDashboard(body(variable), store(), { ...RANGE, ...(value ? { variables: { lb: value } } : {}) });
  const lines = (result: ReturnType<typeof resolve>) =>
    result.widgets.map((one) =>
      one.kind === 'metric' ? one.series.map(({ points }) => points[0]?.value) : one.kind === 'text' && one.markdown,
    );

  test('of a property set the dimension everywhere, also where it was abbreviated', () => {
    const result = resolve(property);
    expect(result.variables.map(({ value, options }) => [value, options.map((option) => option.value)])).toEqual([
      ['app/a/1', ['app/a/1', 'app/b/2']],
    ]);
    expect(lines(result)).toEqual([[10, 1, 1], [], 'About any']);
    expect(lines(resolve(property, 'app/b/2'))).toEqual([[1, undefined, undefined], [], 'About any']);
  });

  test('of a pattern replace text everywhere, also in SEARCH and Markdown', () => {
    const pattern = { ...property, type: 'pattern', pattern: 'any' };
    expect(lines(resolve(pattern))).toEqual([[10, 1, undefined], [10], 'About app/a/1']);
    expect(lines(resolve(pattern, 'a$&b'))[2]).toBe('About a$&b');
  });

  test('with their own values offer these', () => {
    const fixed = {
      type: 'property',
      property: 'region',
      inputType: 'radio',
      id: 'r',
      values: [{ value: 'eu-west-1', label: 'Ireland' }],
    };
    const result = resolveDashboard(
      { variables: [fixed], widgets: [widget([], { region: 'us-east-1' })] },
      store(),
      RANGE,
    );
    expect(result.variables[0]?.options).toEqual([{ value: 'eu-west-1', label: 'Ireland' }]);
    expect(result.widgets[0]).toMatchObject({ region: 'eu-west-1' });
  });

  test('fail without the thing they replace', () => {
    expect(() =>
      parseDashboard({ widgets: [], variables: [{ id: 'a', type: 'pattern', inputType: 'input' }] }),
    ).toThrow(/variable 'a' of type pattern needs a pattern/);
  });
});

describe('everything else of a dashboard', () => {
  test('passes through as typed data', () => {
    const arn = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:five hundreds';
    const { widgets, start, periodOverride } = parseDashboard(
      JSON.stringify({
        start: '-PT3H',
        widgets: [
          { type: 'text', x: 0, y: 0, width: 24, height: 2, properties: { markdown: '# Hi' } },
          { type: 'alarm', x: 0, y: 2, width: 24, height: 3, properties: { title: 'Alarms', alarms: [arn] } },
          { type: 'log', properties: { query: "SOURCE 'a' | fields @message", region: 'x' } },
          { type: 'custom', properties: { title: 'Own' } },
        ],
      }),
    );
    expect([start, periodOverride]).toEqual(['-PT3H', 'auto']);
    expect(widgets).toEqual([
      { kind: 'text', box: { x: 0, y: 0, width: 24, height: 2 }, markdown: '# Hi', background: 'solid' },
      {
        kind: 'alarm',
        box: { x: 0, y: 2, width: 24, height: 3 },
        title: 'Alarms',
        alarms: ['five hundreds'],
        states: undefined,
        sortBy: undefined,
      },
      {
        kind: 'log',
        box: { x: 0, y: 5, width: 6, height: 6 },
        title: undefined,
        query: "SOURCE 'a' | fields @message",
        view: 'table',
      },
      { kind: 'other', box: { x: 0, y: 11, width: 6, height: 6 }, type: 'custom', title: 'Own' },
    ]);
    expect(widgets.map((one) => resolveWidget(one, createMetricStore(), RANGE))).toEqual(widgets);
  });

  test('reads axes, legend and annotations', () => {
    const annotations = {
      horizontal: [
        { value: 5, label: 'threshold', fill: 'above' },
        [{ value: 9, yAxis: 'right' }, { value: 3 }],
        { value: 1, visible: false },
      ],
      vertical: [{ value: '2026-01-05T12:03:00Z', label: 'deploy' }],
      alarms: ['arn:aws:cloudwatch:x:1:alarm:late'],
    };
    const result = resolved(
      widget([], {
        annotations,
        yAxis: { left: { min: 0, label: '%' } },
        legend: { position: 'right' },
        stacked: true,
      }),
    );
    expect(result).toMatchObject({
      legend: 'right',
      stacked: true,
      yAxis: { left: { min: 0, label: '%' }, right: {} },
      alarms: ['late'],
    });
    expect(result.horizontal).toEqual([
      { value: 5, label: 'threshold', fill: 'above', yAxis: 'left' },
      { value: 3, upper: 9, yAxis: 'right' },
    ]);
    expect(result.vertical).toEqual([{ timestamp: START + 3 * MINUTE, label: 'deploy' }]);
  });

  test.each([
    [{ widgets: [{ type: 'text', properties: {} }] }, /widget 1: .*markdown/],
    [{ widgets: [{ type: 'metric', x: 24, properties: {} }] }, /widget 1: .*x/],
    [{}, /dashboard body: .*widgets/],
  ])('fails on %o', (body, message) => {
    expect(() => parseDashboard(body)).toThrow(message);
  });
});
