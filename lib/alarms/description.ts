/** The Markdown that a notification carries: what the alarm means, where to look, what to do, and links. At most 1,024 characters. */
import type { Construct } from 'constructs';
import { dashboardLink } from '../monitoring/console.ts';
import type { MonitoringProps, Subject } from '../monitoring/subject.ts';
import { ALARM_TEXTS, type AlarmName, type AlarmText, QUERIES, runbookAnchor } from './texts.ts';

export function description(
  scope: Construct,
  props: Pick<MonitoringProps, 'dashboardName' | 'settings'>,
  { name, subject }: { readonly name: AlarmName; readonly subject: Subject | undefined },
): string {
  const text: AlarmText = ALARM_TEXTS[name];
  const { dashboardName } = props;
  const links = [
    `[Dashboard](${dashboardLink(scope, dashboardName)})`,
    `[Runbook](${props.settings.runbookUrl}#${runbookAnchor(name)})`,
    ...(text.query === undefined ? [] : [`saved query *${queryName(dashboardName, text.query)}*`]),
  ];
  const title = `**${text.title}**${subject === undefined ? '' : `, ${subject.words}`}`;
  const [look, act] = [`**Look:** ${text.look}`, `**Do:** ${text.act}`];
  // Long names and a long address of the runbook may not fit; the runbook says it all, so its link stays.
  const candidates = [[text.means, look, act], [text.means, act], [text.means]].map((parts) =>
    [title, ...parts, links.join(' | ')].join('\n\n'),
  );
  return candidates.find(({ length }) => length <= CHARACTERS_MAX) ?? title;
}

/** Limit of AlarmDescription. Tokens are counted by their placeholders, which are longer than any region. */
const CHARACTERS_MAX = 1024;

export function queryName(dashboardName: string, query: keyof typeof QUERIES): string {
  return `${dashboardName}/${QUERIES[query]}`;
}
