/** First: is it broken, who broke it, since when. */
import { AlarmStatusWidget, AlarmStatusWidgetSortBy, type IAlarm, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { nativeMetric } from '../alarms/native.ts';
import { familyMetric, requestMetric } from '../monitoring/metric.ts';
import {
  alarmLine,
  COLORS,
  COLUMNS,
  GRAPH_HEIGHT,
  graph,
  inPercent,
  LOAD_BALANCER,
  math,
  SELECTED,
  search,
  type View,
} from './view.ts';

/** CloudWatch shows at most this many alarms in one widget. */
const ALARMS_IN_WIDGET = 100;

export function healthRows(view: View, alarms: readonly IAlarm[]): readonly (readonly IWidget[])[] {
  const hasRequests = view.families.includes('requests');
  const status = new AlarmStatusWidget({
    title: 'Alarms, latest change first',
    alarms: alarms.slice(0, ALARMS_IN_WIDGET),
    sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
    width: hasRequests ? 6 : COLUMNS,
    height: GRAPH_HEIGHT,
  });
  if (!hasRequests) return [[status]];
  return [
    [
      status,
      shares(view, {}, ['All load balancers: share of requests failed', 10]),
      trafficGraph(view, {}, 'All load balancers: requests'),
    ],
    ranking(view),
    [
      shares(view, SELECTED, ['Selected: share of requests failed', 8]),
      beside(view),
      ...(view.families.includes('apiEvents') ? [changes(view)] : [trafficGraph(view, SELECTED, 'Selected: requests')]),
    ],
  ];
}

/** Which of many fails: the ten with the most 5xx in the time that is shown, the worst first in the legend. */
const RANKED = 10;

function ranking({ scope, targetGroups }: View): IWidget[] {
  const places = [
    { title: 'Load balancers with the most 5xx', by: ['LoadBalancer'] },
    ...(targetGroups ? [{ title: 'Target groups with the most 5xx', by: ['LoadBalancer', 'TargetGroup'] }] : []),
  ];
  return places.map(({ title, by }) =>
    graph({
      title,
      width: COLUMNS / places.length,
      stacked: true,
      left: [
        math({
          expression: `SORT(${search(scope, ['requests', 'Elb5xx'], { by, statistic: 'Sum' })}, SUM, DESC, ${RANKED})`,
          label: `\${PROP('Dim.${by.at(-1)}')}`,
        }),
      ],
      leftUnit: 'requests answered with 5xx',
    }),
  );
}

type Dimensions = Readonly<Record<string, string>>;

/** What the client saw is the sum of what targets made and what the load balancer made itself. */
function shares({ scope, settings }: View, dimensions: Dimensions, [title, width]: readonly [string, number]): IWidget {
  const seen = requestMetric(scope, 'Elb5xx', { dimensions, statistic: 'Average' });
  const made = requestMetric(scope, 'Target5xx', { dimensions, statistic: 'Average' });
  const clientErrors = requestMetric(scope, 'Elb4xx', { dimensions, statistic: 'Average' });
  return graph({
    title,
    width,
    left: [
      inPercent('seen', seen, ['5xx seen by clients', COLORS.clients]),
      math({
        expression: 'IF(seen > made, 100 * (seen - made), 0)',
        usingMetrics: { seen, made },
        label: '5xx made by the load balancer',
        color: COLORS.loadBalancer,
      }),
      inPercent('made', made, ['5xx made by targets', COLORS.target]),
    ],
    right: [inPercent('refused', clientErrors, ['4xx seen by clients', COLORS.native])],
    leftUnit: '% of requests',
    rightUnit: '% (4xx)',
    threshold: alarmLine(settings.errorPercent, `allowed: ${settings.errorPercent} %`),
  });
}

function trafficGraph({ scope }: View, dimensions: Dimensions, title: string): IWidget {
  return graph({
    title,
    width: 8,
    left: [
      requestMetric(scope, 'Elb5xx', {
        dimensions,
        statistic: 'SampleCount',
        label: 'requests',
        color: COLORS.requests,
      }),
    ],
    right: [
      requestMetric(scope, 'Elb5xx', { dimensions, label: '5xx seen by clients', color: COLORS.clients }),
      requestMetric(scope, 'Target5xx', { dimensions, label: '5xx made by targets', color: COLORS.target }),
      requestMetric(scope, 'Target4xx', { dimensions, label: '4xx made by targets', color: COLORS.native }),
    ],
    leftUnit: 'requests',
    rightUnit: 'failed requests',
  });
}

/** AWS's own counts are minutes younger: they show what ours are about to. */
function beside({ scope }: View): IWidget {
  return graph({
    title: 'Selected: 5xx, log metrics vs. AWS metrics (AWS arrives sooner)',
    width: 8,
    left: [
      requestMetric(scope, 'Elb5xx', { dimensions: SELECTED, label: 'log: seen by clients', color: COLORS.clients }),
      nativeMetric('HTTPCode_ELB_5XX_Count', LOAD_BALANCER, { label: 'AWS: made by the load balancer' }),
      nativeMetric('HTTPCode_Target_5XX_Count', LOAD_BALANCER, { label: 'AWS: made by targets' }),
      nativeMetric('RejectedConnectionCount', LOAD_BALANCER, { label: 'AWS: connections rejected (in no log)' }),
    ],
    leftUnit: 'failures',
  });
}

/**
 * On one time axis with the errors, because the question is what was changed just before. A minute without a call is
 * drawn as zero.
 */
function changes({ scope }: View): IWidget {
  const calls = search(scope, ['apiEvents', 'ApiCall'], { by: ['EventName'], statistic: 'Sum' });
  return graph({
    title: 'Selected: 5xx and changes (API calls by name)',
    width: 8,
    left: [
      math({ expression: `FILL(${calls}, 0)`, label: `\${PROP('Dim.EventName')}` }),
      familyMetric(scope, ['apiEvents', 'ApiCallFailed'], { label: 'refused or failed', color: COLORS.alarm }),
    ],
    right: [
      requestMetric(scope, 'Elb5xx', { dimensions: SELECTED, label: '5xx seen by clients', color: COLORS.clients }),
    ],
    leftUnit: 'calls',
    rightUnit: 'failed requests',
  });
}
