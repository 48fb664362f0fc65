/**
 * The text of a notification: what the alarm means, where to look, what to do, and addresses. Plain text, because an
 * email shows Markdown as it is written. At most 1,024 characters.
 */
import type { Construct } from 'constructs';
import { dashboardLink } from '../monitoring/console.ts';
import { type QueryName, savedQuery } from '../monitoring/saved-queries.ts';
import type { MonitoringProps, Subject } from '../monitoring/subject.ts';
import { limitsOf } from './limits.ts';
import { type AlarmName, alarmText, runbookAnchor } from './texts.ts';

export function description(
  scope: Construct,
  { dashboardName, settings }: Pick<MonitoringProps, 'dashboardName' | 'settings'>,
  { name, subject }: { readonly name: AlarmName; readonly subject: Subject | undefined },
): string {
  const { title, means, look, act, query } = alarmText(
    name,
    subject === undefined ? settings : limitsOf(settings, subject),
  );
  const { runbookUrl } = settings;
  const where = [
    ...(query === undefined ? [] : [`Saved query: ${queryName(dashboardName, query)}`]),
    `Dashboard: ${dashboardLink(scope, dashboardName)}`,
    ...(runbookUrl === undefined ? [] : [`Runbook: ${runbookUrl}#${runbookAnchor(name)}`]),
  ].join('\n');
  const head = `${title}${subject === undefined ? '' : `: ${subject.words}`}.`;
  // Long names and a long address of the runbook may not fit. Then the runbook says where to look, or the dashboard
  // shows it.
  const candidates = [[means, `Look: ${look}`, `Do: ${act}`], [means, `Do: ${act}`], [means]].map((parts) =>
    [head, ...parts, where].join('\n\n'),
  );
  return candidates.find(({ length }) => length <= CHARACTERS_MAX) ?? head;
}

/**
 * Limit of AlarmDescription. Tokens are counted by their placeholders, which together are longer than any Region and
 * domain of a console.
 */
const CHARACTERS_MAX = 1024;

export function queryName(dashboardName: string, query: QueryName): string {
  return `${dashboardName}/${savedQuery(query).title}`;
}
