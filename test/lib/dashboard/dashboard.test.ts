import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../lambda/catalogue/metrics/index.ts';
import { PIPELINE_METRICS } from '../../../lambda/catalogue/metrics/pipeline.ts';
import { ALARM_TEXTS } from '../../../lib/alarms/texts.ts';
import { dimensionSets, type MetricOf } from '../../../lib/monitoring/metric.ts';
import { SAVED_QUERIES } from '../../../lib/monitoring/saved-queries.ts';
import type { DashboardWidget, MetricWidget, WidgetBox } from '../../../local/cloudwatch/dashboard.ts';
import { parseDashboard } from '../../../local/cloudwatch/dashboard.ts';
import { parseSearch } from '../../../local/cloudwatch/search.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { resolveDashboard } from '../../../local/cloudwatch/widget.ts';
import { ARN, FAMILIES, type MonitoredOptions, monitored, resourcesOf } from '../../support/monitored.ts';

const MINUTE = Date.UTC(2026, 4, 4, 10);
const SHOP = 'app/shop/50dc6c495c0c9188';
const API = 'app/api/aaaaaa495c0c9188';

const VARIANTS: readonly (readonly [string, MonitoredOptions])[] = [
  ['nothing set', {}],
  ['the essential profile', { props: { profile: 'essential', routes: ['home'] } }],
  ['the full profile', { props: { profile: 'full', routes: ['home'] } }],
  [
    'everything',
    {
      props: { families: FAMILIES, routes: ['home'], services: ['shop'], loadBalancers: [ARN] },
      settings: { slo: 99.9 },
    },
  ],
  ['only health checks', { props: { families: ['healthChecks'] } }],
  ['only the firewall', { props: { families: ['firewall'] } }],
  ['no target groups', { props: { targetGroups: false } }],
  [
    'dimensions from the key',
    { props: { families: FAMILIES, routes: ['home'], extraDimensions: ['AccountId', 'Region'] } },
  ],
  ['a namespace with a blank', { props: { namespace: 'My Logs', families: FAMILIES, routes: ['home'] } }],
];

/** A value for each dimension of the catalogue. */
const VALUES: Readonly<Record<string, string>> = {
  LoadBalancer: SHOP,
  TargetGroup: 'targetgroup/web/1',
  Route: 'home',
  WebACL: 'acl',
  AccountId: '123456789012',
  Region: 'us-east-1',
};

/** Data for every metric and dimension set of the families, as the function publishes them. */
function published({ props = {} }: MonitoredOptions) {
  const {
    namespace = 'LoadBalancerLogs',
    families = ['requests'],
    extraDimensions = [],
    routes = [],
    services = [],
    targetGroups = true,
    profile = 'standard',
  } = props;
  const store = createMetricStore();
  const put = (MetricName: string, names: readonly string[]) => {
    const Dimensions = names.map((Name) => ({ Name, Value: VALUES[Name] ?? 'value' }));
    store.put(namespace, [{ MetricName, Dimensions, Timestamp: new Date(MINUTE), Value: 1 }]);
  };
  for (const family of families) {
    for (const metric of Object.keys(CATALOGUE[family].metrics) as MetricOf<typeof family>[]) {
      for (const names of dimensionSets(family, metric, profile)) {
        if (names.includes('Route') && routes.length === 0) continue;
        if (names.includes('Service') && services.length === 0) continue;
        if (names.includes('TargetGroup') && !targetGroups && family === 'requests') continue;
        put(metric, [...names, ...extraDimensions]);
      }
    }
  }
  for (const metric of Object.keys(PIPELINE_METRICS)) put(metric, []);
  return { store, namespace };
}

describe.each(VARIANTS)('the dashboard with %s', (_, options) => {
  const { dashboards, template, alarms, compositeAlarms } = monitored(options);
  const body = dashboards[0]?.body ?? '';
  const parsed = parseDashboard(body);
  const { store, namespace } = published(options);
  const range = { from: MINUTE - 600_000, to: MINUTE + 600_000 };
  const resolved = resolveDashboard(body, store, range);
  const graphs = resolved.widgets.filter((widget) => widget.kind === 'metric');

  test('lies on the grid of 24 columns without overlaps', () => {
    const boxes = parsed.widgets.map(({ box }) => box);
    expect(boxes.filter(({ x, y, width, height }) => x < 0 || y < 0 || x + width > 24 || height < 1)).toEqual([]);
    expect(overlaps(boxes)).toEqual([]);
  });

  test('fills each row from side to side', () => {
    const widths = Map.groupBy(parsed.widgets, ({ box }) => box.y);
    const rows = [...widths.values()].map((row) => row.reduce((sum, { box }) => sum + box.width, 0));
    expect(rows.filter((width) => width !== 24)).toEqual([]);
  });

  test('obeys the limits of CloudWatch', () => {
    expect(parsed.widgets.length).toBeLessThanOrEqual(500);
    for (const widget of parsed.widgets.filter((one) => one.kind === 'metric')) {
      const searches = widget.rows.flatMap((row) => ('expression' in row ? searchesIn(row.expression) : []));
      expect([widget.title, widget.rows.length <= 500, searches.length <= 100]).toEqual([widget.title, true, true]);
      expect(searches.filter((text) => text.length > 1024)).toEqual([]);
      expect(widget.rows.filter((row) => 'expression' in row && row.expression.length > 2048)).toEqual([]);
    }
    expect(body.length).toBeLessThan(500_000);
  });

  test('evaluates in every expression', () => {
    expect(graphs.length).toBeGreaterThan(3);
    expect(resolved.variables.map(({ value }) => value)).toEqual(
      options.props?.families?.join() === 'firewall' ? [] : [SHOP],
    );
  });

  test('draws every series that the function publishes, and asks for no other of ours', () => {
    const drawn = new Set(
      graphs.filter((widget) => !isCountOfSeries(widget)).flatMap((widget) => namesIn(widget, store, namespace)),
    );
    const { families = ['requests'], profile = 'standard' } = options.props ?? {};
    const wanted = families.flatMap((family) =>
      (Object.keys(CATALOGUE[family].metrics) as MetricOf<typeof family>[]).filter(
        (name) => dimensionSets(family, name, profile).length > 0,
      ),
    );
    expect([...wanted, ...Object.keys(PIPELINE_METRICS)].filter((name) => !drawn.has(name))).toEqual([]);
    const asked = parsed.widgets.flatMap((widget) => identitiesIn(widget, namespace));
    const known = new Set(
      store.metrics().map(({ metricName, dimensions }) => `${metricName} ${Object.keys(dimensions).sort()}`),
    );
    expect(asked.filter((identity) => !known.has(identity))).toEqual([]);
  });

  test('gives every graph a title and shows something in it', () => {
    const own = graphs.filter(({ rows }) =>
      rows.some((row) => !('metric' in row) || row.metric.namespace === namespace),
    );
    expect(own.filter(({ title }) => title === undefined)).toEqual([]);
    expect(
      own.filter(({ series }) => !series.some(({ points }) => points.length > 0)).map(({ title }) => title),
    ).toEqual([]);
  });

  test('counts every series that is charged, those without a dimension too', () => {
    const counts = graphs.filter(isCountOfSeries).map(({ series }) => series.map(({ points }) => points[0]?.value));
    expect(counts).toEqual([[store.metrics().length]]);
  });

  test('names what an axis counts without a period, for that grows with the range', () => {
    const labels = graphs.flatMap(({ yAxis }) => [yAxis.left.label, yAxis.right.label]);
    expect(labels.filter((label) => /\b(an?|per|each) (second|minute|hour)\b|\//.test(label ?? ''))).toEqual([]);
  });

  test('lists the alarms that notify, and those behind them', () => {
    const status = parsed.widgets.find((widget) => widget.kind === 'alarm');
    const all = [...alarms, ...compositeAlarms].map(({ name }) => name);
    const told = all.filter((name) => !name.startsWith('Logs-Part-'));
    expect(status?.alarms.toSorted()).toEqual(told.toSorted());
    expect(status?.alarms.slice(0, 30)).toEqual(
      expect.arrayContaining(told.filter((name) => /-(Page|Ticket)$/.test(name))),
    );
  });

  test('has the graphs that alarms speak of, by their titles', () => {
    const { targetGroups = true, routes = [] } = options.props ?? {};
    const titles = graphs.map(({ title }) => title);
    // Words say of these that they are there only where they are wanted.
    const optional = (title: string) =>
      (!targetGroups && title.endsWith('by target group')) || (routes.length === 0 && title.endsWith('by route'));
    const spoken = [...alarms, ...compositeAlarms].flatMap(({ description = '' }) => titlesIn(description));
    expect(spoken.length).toBeGreaterThan(0);
    expect(spoken.filter((title) => !titles.includes(title) && !optional(title))).toEqual([]);
  });

  test('saves the queries that alarms speak of', () => {
    const saved = resourcesOf(template, 'AWS::Logs::QueryDefinition').map(({ Properties }) => String(Properties.Name));
    const spoken = alarms.flatMap(({ description = '' }) => /saved query \*(.*)\*$/.exec(description)?.[1] ?? []);
    expect(spoken.filter((name) => !saved.includes(name))).toEqual([]);
  });
});

function titlesIn(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"/g)].map(([, title = '']) => title);
}

function isCountOfSeries({ title }: { readonly title: string | undefined }): boolean {
  return title === 'Pipeline: series, at $0.30 a month each';
}

function overlaps(boxes: readonly WidgetBox[]): readonly string[] {
  const cells = new Map<string, number>();
  for (const { x, y, width, height } of boxes) {
    for (let column = x; column < x + width; column++) {
      for (let row = y; row < y + height; row++)
        cells.set(`${column},${row}`, (cells.get(`${column},${row}`) ?? 0) + 1);
    }
  }
  return [...cells].filter(([, count]) => count > 1).map(([cell]) => cell);
}

function searchesIn(expression: string): readonly string[] {
  return [...expression.matchAll(/SEARCH\('([^']*)'/g)].map(([, text = '']) => text);
}

/** Names of our metrics that a graph draws or, by SEARCH, found. */
function namesIn(
  widget: MetricWidget,
  store: ReturnType<typeof createMetricStore>,
  namespace: string,
): readonly string[] {
  return identitiesIn(widget, namespace, store).map((identity) => identity.split(' ')[0] ?? '');
}

/**
 * `MetricName Dimension,Dimension` of what a widget names, and with a store of what its searches by metric name find.
 */
function identitiesIn(
  widget: DashboardWidget,
  namespace: string,
  store?: ReturnType<typeof createMetricStore>,
): readonly string[] {
  if (widget.kind !== 'metric') return [];
  return widget.rows.flatMap((row) => {
    if ('metric' in row) {
      const { metricName, dimensions } = row.metric;
      return row.metric.namespace === namespace ? [`${metricName} ${Object.keys(dimensions).sort()}`] : [];
    }
    return searchesIn(row.expression).flatMap((text) => {
      const name = /MetricName="([^"]*)"/.exec(text)?.[1];
      const { schema } = parseSearch(text);
      if (name === undefined || schema === undefined) return [];
      const identity = `${name} ${[...schema.dimensions].sort()}`;
      return store === undefined || store.metrics().some(({ metricName }) => metricName === name) ? [identity] : [];
    });
  });
}

test('alarms speak of graphs, not of rows by number', () => {
  const looks = Object.values(ALARM_TEXTS).map(({ look }) => look);
  expect(looks.filter((look) => /\brows?\b/i.test(look))).toEqual([]);
  expect(looks.filter((look) => look.includes('dashboard') !== titlesIn(look).length > 0)).toEqual([]);
});

describe('the variable', () => {
  test('switches every graph of the selected load balancer, and no other', () => {
    const { dashboards } = monitored();
    const { store } = published({});
    store.put('LoadBalancerLogs', [
      {
        MetricName: 'Elb5xx',
        Dimensions: [{ Name: 'LoadBalancer', Value: API }],
        Timestamp: new Date(MINUTE),
        Value: 7,
      },
    ]);
    const at = { from: MINUTE, to: MINUTE + 60_000 };
    const requests = (loadBalancer: string) =>
      resolveDashboard(dashboards[0]?.body, store, { ...at, variables: { loadBalancer } })
        // The ranking shows all of them at all times.
        .widgets.flatMap((widget) =>
          widget.kind === 'metric' && !widget.title?.includes('with the most 5xx') ? widget.series : [],
        )
        .filter(
          ({ metric, stat }) =>
            metric?.metricName === 'Elb5xx' && stat === 'Sum' && 'LoadBalancer' in metric.dimensions,
        )
        .flatMap(({ points }) => points.map(({ value }) => value));
    expect(new Set(requests(SHOP))).toEqual(new Set([1]));
    expect(new Set(requests(API))).toEqual(new Set([7]));
  });

  test('does not matter to the ranking, which shows the load balancer with the most 5xx first', () => {
    const { dashboards } = monitored();
    const { store } = published({});
    const put = (loadBalancer: string, Value: number) => ({
      ...{ MetricName: 'Elb5xx', Dimensions: [{ Name: 'LoadBalancer', Value: loadBalancer }] },
      ...{ Timestamp: new Date(MINUTE), Value },
    });
    store.put('LoadBalancerLogs', [put(API, 7)]);
    const at = { from: MINUTE, to: MINUTE + 60_000, variables: { loadBalancer: SHOP } };
    const ranking = resolveDashboard(dashboards[0]?.body, store, at).widgets.find(
      (widget) => widget.kind === 'metric' && widget.title === 'Load balancers with the most 5xx',
    );
    if (ranking?.kind !== 'metric') throw new Error('no ranking');
    expect(ranking.series.map(({ metric }) => metric?.dimensions.LoadBalancer)).toEqual([API, SHOP]);
  });

  test('begins with the first load balancer named', () => {
    const { dashboards } = monitored({ props: { loadBalancers: [ARN] } });
    expect(parseDashboard(dashboards[0]?.body).variables.map(({ defaultValue }) => defaultValue)).toEqual([SHOP]);
  });
});

test('what was changed is on one time axis with the errors', () => {
  const { dashboards } = monitored({ props: { families: FAMILIES } });
  const changes = parseDashboard(dashboards[0]?.body).widgets.find(
    (widget) => widget.kind === 'metric' && widget.title?.includes('5xx and changes'),
  );
  if (changes?.kind !== 'metric') throw new Error('no such graph');
  expect(changes.view).toBe('timeSeries');
  expect(identitiesIn(changes, 'LoadBalancerLogs').toSorted()).toEqual([
    'ApiCall EventName',
    'ApiCallFailed ',
    'Elb5xx LoadBalancer',
  ]);
});

describe('thresholds of the alarms', () => {
  test('are lines in the graphs, as set', () => {
    const { dashboards } = monitored({ settings: { errorPercent: 3, slowSeconds: 0.7 } });
    const lines = parseDashboard(dashboards[0]?.body).widgets.flatMap((widget) =>
      widget.kind === 'metric' ? widget.horizontal.map(({ value, label }) => `${value} ${label}`) : [],
    );
    expect(lines).toEqual(
      expect.arrayContaining(['3 allowed: 3 %', '0.7 slow: 0.7 s', '900 Alarm OldestMessage: 900 s']),
    );
  });
});

test('saved queries ask only for lines of a kind that the function writes', () => {
  const kinds = Object.values(SAVED_QUERIES).map(
    ({ filterStatements: [first = ''] }) => /^message\.kind = "(\w+)"$/.exec(first)?.[1],
  );
  expect(new Set(kinds)).toEqual(
    new Set([
      'error',
      'slow',
      'targetOutlier',
      'object',
      'drift',
      'tlsFailure',
      'healthChange',
      'wafStopped',
      'apiCall',
    ]),
  );
});

test('the slowest requests are sorted by a column that both AWS’s load balancers and CloudFront fill, and show both times', () => {
  const { fields = [], sort } = SAVED_QUERIES.slowest;
  const column = fields.find((field) => field.endsWith(` as ${sort.replace(' desc', '')}`));
  const times = ['message.requestTime', 'message.targetProcessingTime'];
  expect(column).toBe(`coalesce(${times.join(', ')}) as seconds`);
  expect(fields).toEqual(expect.arrayContaining(times));
});
