/** What broke, in the words of the messages that were sent. */
import { type IWidget, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { COLUMNS } from './view.ts';

const HEIGHT = 5;
const SHOWN = 20;

/**
 * `logGroup`: of the function that reports incidents. Its lines of kind `incident` are written by
 * lambda/verdict/account/answer.ts.
 */
export function incidentRows(logGroup: ILogGroup | undefined): readonly (readonly IWidget[])[] {
  if (logGroup === undefined) return [];
  const table = new LogQueryWidget({
    title: 'Incidents in the words of their messages, newest first',
    width: COLUMNS,
    height: HEIGHT,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [logGroup.logGroupName],
    queryLines: [
      'fields message.time, message.stage, message.headline, message.behind',
      'filter message.kind = "incident"',
      'sort @timestamp desc',
      `limit ${SHOWN}`,
    ],
  });
  return [[table]];
}
