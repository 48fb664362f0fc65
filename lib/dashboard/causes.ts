/** Second: why. Causes, exact codes of both sides, and the latest examples. */
import { type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { type CauseDefinition, SIDES } from '../../lambda/catalogue/causes/definition.ts';
import { CAUSES, causeAnchor } from '../../lambda/catalogue/causes/index.ts';
import { queryTable } from './queries.ts';
import { GRAPH_HEIGHT, type Graph, graph, isPublished, rowOf, searched, type View } from './view.ts';

export function causeWidgets({ scope, settings }: View, logGroup: ILogGroup): readonly (readonly IWidget[])[] {
  const search = { statistic: 'Sum', selected: true } as const;
  const byCode = { ...search, by: ['LoadBalancer', 'StatusCode'] };
  const codes = (title: string, name: 'ElbStatusCode' | 'TargetStatusCode'): Graph => ({
    title,
    width: 6,
    left: isPublished(scope, ['requests', name], byCode.by) ? [searched(scope, ['requests', name], byCode)] : [],
    leftUnit: 'requests',
  });
  return [
    rowOf([
      {
        title: 'Selected: failed requests by cause',
        width: 12,
        stacked: true,
        left: [searched(scope, ['requests', 'ErrorCause'], { ...search, by: ['LoadBalancer', 'Cause'] })],
        leftUnit: 'failed requests',
      },
      codes('Selected: exact codes seen by clients', 'ElbStatusCode'),
      codes('Selected: exact codes made by targets', 'TargetStatusCode'),
    ]),
    [
      graph({
        title: 'All load balancers: failed requests by cause',
        width: 12,
        stacked: true,
        left: [searched(scope, ['requests', 'ErrorCause'], { by: ['Cause'], statistic: 'Sum' })],
        leftUnit: 'failed requests',
      }),
      new TextWidget({ markdown: legend(settings.runbookUrl), width: 12, height: GRAPH_HEIGHT }),
    ],
    [queryTable('Failed requests, examples, newest first', 'failed', logGroup)],
  ];
}

/** The causes in words; what to check is in the runbook, if its address is known. */
function legend(runbookUrl: string | undefined): string {
  const rows = Object.entries<CauseDefinition>(CAUSES).map(([name, { side, meaning }]) => {
    const linked = runbookUrl === undefined ? name : `[${name}](${runbookUrl}#${causeAnchor(name)})`;
    return `| ${linked} | ${SIDES[side]} | ${meaning} |`;
  });
  return ['| Cause | Whose | Means |', '| --- | --- | --- |', ...rows].join('\n');
}
