// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes Fn::Sub so.
import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  AlarmStatusWidget,
  CompositeAlarm,
  Dashboard,
  DashboardVariable,
  DefaultValue,
  GraphWidget,
  MathExpression,
  Metric,
  TreatMissingData,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, test } from 'vitest';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { readTemplate } from '../../../local/cloudwatch/template.ts';
import { timeline } from '../../../local/cloudwatch/timeline.ts';
import { resolveDashboard } from '../../../local/cloudwatch/widget.ts';
import { quickApp } from '../../support/synthesized.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12, 0);

/** A stack as people write it with the CDK, so that the test reads what the CDK really synthesizes. */
function synthesized() {
  const stack = new Stack(quickApp(), 'Test');
  const metric = (statistic: string) =>
    new Metric({
      namespace: 'Ours',
      metricName: 'Elb5xx',
      dimensionsMap: { LoadBalancer: 'app/a/1' },
      statistic,
      period: Duration.minutes(1),
    });
  const rate = new MathExpression({
    expression: 'IF(n >= 20 AND e >= 3, 100 * e / n, 0)',
    usingMetrics: { n: metric('SampleCount'), e: metric('Sum') },
    period: Duration.minutes(1),
    label: 'rate',
  });
  const errors = new Alarm(stack, 'Errors', {
    metric: rate,
    threshold: 5,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  const slow = new Alarm(stack, 'Slow', {
    alarmName: 'too slow',
    metric: metric('p99'),
    threshold: 1,
    evaluationPeriods: 1,
  });
  new CompositeAlarm(stack, 'Any', {
    compositeAlarmName: 'any',
    alarmRule: AlarmRule.anyOf(
      AlarmRule.fromAlarm(errors, AlarmState.ALARM),
      AlarmRule.fromAlarm(slow, AlarmState.ALARM),
    ),
  });
  new Dashboard(stack, 'Dashboard', {
    dashboardName: 'board',
    variables: [
      new DashboardVariable({
        id: 'lb',
        type: VariableType.PATTERN,
        inputType: VariableInputType.SELECT,
        value: 'app/a/1',
        defaultValue: DefaultValue.FIRST,
        values: Values.fromSearchComponents({
          namespace: 'Ours',
          dimensions: ['LoadBalancer'],
          metricName: 'Elb5xx',
          populateFrom: 'LoadBalancer',
        }),
      }),
    ],
    widgets: [
      [new GraphWidget({ title: 'Rate', left: [rate], leftAnnotations: [errors.toAnnotation()], width: 24 })],
      [new AlarmStatusWidget({ alarms: [errors, slow] })],
    ],
  });
  return Template.fromStack(stack).toJSON();
}

function storeWithErrors() {
  const store = createMetricStore();
  for (let minute = 0; minute < 10; minute++) {
    const Sum = minute === 3 || minute === 4 ? 20 : 0;
    store.put('Ours', [
      {
        MetricName: 'Elb5xx',
        Dimensions: [{ Name: 'LoadBalancer', Value: 'app/b/2' }],
        Timestamp: new Date(START + minute * MINUTE),
        StatisticValues: { SampleCount: 100, Sum, Minimum: 0, Maximum: Sum > 0 ? 1 : 0 },
      },
    ]);
  }
  return store;
}

describe('a synthesized template', () => {
  const definitions = readTemplate(synthesized(), { 'AWS::Region': 'eu-central-1' });

  test('gives alarms with their names, descriptions and expressions', () => {
    expect(
      definitions.alarms.map(({ name, treatMissingData, datapointsToAlarm, period }) => [
        name,
        treatMissingData,
        datapointsToAlarm,
        period,
      ]),
    ).toEqual([
      [expect.stringMatching(/^Errors/), 'notBreaching', 2, 60],
      ['too slow', 'missing', 1, 60],
    ]);
    expect(definitions.compositeAlarms.map(({ name }) => name)).toEqual(['any']);
  });

  test('gives a dashboard that can be drawn, with its variable and its alarms', () => {
    const [board] = definitions.dashboards;
    expect(board?.name).toBe('board');
    const { widgets, variables } = resolveDashboard(board?.body, storeWithErrors(), {
      from: START,
      to: START + 6 * MINUTE,
    });
    expect(variables.map(({ value }) => value)).toEqual(['app/b/2']);
    const [graph, status] = widgets;
    expect(graph).toMatchObject({ kind: 'metric', title: 'Rate', region: 'eu-central-1', horizontal: [{ value: 5 }] });
    expect(
      graph?.kind === 'metric' && graph.series.map(({ label, points }) => [label, points.map(({ value }) => value)]),
    ).toEqual([['rate', [0, 0, 0, 20, 20, 0]]]);
    expect(status?.kind === 'alarm' && status.alarms).toEqual(definitions.alarms.map(({ name }) => name));
  });

  test('gives alarms that can be played, with the composite following by ARN', () => {
    const body = JSON.stringify(synthesized()).replaceAll('app/a/1', 'app/b/2');
    const { alarms, compositeAlarms } = readTemplate(JSON.parse(body));
    const results = timeline([...compositeAlarms, ...alarms], storeWithErrors(), {
      from: START + MINUTE,
      to: START + 10 * MINUTE,
    });
    const changes = (name: RegExp) =>
      results
        .find(({ alarm }) => name.test(alarm.name))
        ?.changes.map(({ at, state }) => [(at - START) / MINUTE, state]);
    const expected = [
      [1, 'OK'],
      [5, 'ALARM'],
      [7, 'OK'],
    ];
    expect(changes(/^Errors/)).toEqual(expected);
    expect(changes(/^any$/)).toEqual(expected);
    // A statistic set has a p99 only while all its values are equal, as the zeros here are.
    expect(changes(/^too slow$/)).toEqual([[1, 'OK']]);
  });
});

test('a source that is no template fails by name', () => {
  expect(() => readTemplate({})).toThrow(/template: .*Resources/);
});
