/** The saved queries (monitoring/saved-queries.ts) as they are deployed, and as tables on the dashboard. */
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { queryName } from '../alarms/description.ts';
import { type QueryName, savedQuery } from '../monitoring/saved-queries.ts';
import { COLUMNS } from './view.ts';

export function saveQueries(
  scope: Construct,
  names: readonly QueryName[],
  { logGroup, dashboardName }: { readonly logGroup: ILogGroup; readonly dashboardName: string },
): void {
  for (const name of names) {
    new QueryDefinition(scope, `Query-${name}`, {
      queryDefinitionName: queryName(dashboardName, name),
      queryString: new QueryString(statementsOf(name)),
      logGroups: [logGroup],
    });
  }
}

function statementsOf(name: QueryName) {
  const { title, family, ...statements } = savedQuery(name);
  return statements;
}

export function queryTable(title: string, query: QueryName, logGroup: ILogGroup): IWidget {
  const { fields, filterStatements, statsStatements, sort, limit } = savedQuery(query);
  return new LogQueryWidget({
    title,
    width: COLUMNS,
    height: 6,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [logGroup.logGroupName],
    queryLines: [
      ...(fields === undefined ? [] : [`fields ${fields.join(', ')}`]),
      ...filterStatements.map((text) => `filter ${text}`),
      ...(statsStatements ?? []).map((text) => `stats ${text}`),
      `sort ${sort}`,
      `limit ${limit}`,
    ],
  });
}
