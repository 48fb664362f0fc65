/** The alarms' part of docs/runbook.md: the words of every alarm -> Markdown. `npm run docs` writes it. */

import { savedQuery } from '../monitoring/saved-queries.ts';
import { alarmSettings } from '../settings/alarms.ts';
import type { AlarmSettings } from '../settings/types.ts';
import { EXCESS_SHAPES } from './excess.ts';
import { ALARM_TEXTS, alarmText, runbookAnchor } from './texts.ts';

export function alarmsMarkdown(): string {
  const names = Object.keys(ALARM_TEXTS).filter(isAlarmName);
  const rows = names.map((name) => `| [${name}](#${runbookAnchor(name)}) | ${ALARM_TEXTS[name].title} |`);
  return [['| alarm | in short |', '|---|---|', ...rows].join('\n'), ...names.map(section)].join('\n\n');
}

function isAlarmName(name: string): name is keyof typeof ALARM_TEXTS {
  return name in ALARM_TEXTS;
}

/** Names of our alarms begin with that of the dashboard. */
const STATES =
  "aws cloudwatch describe-alarms --alarm-name-prefix DASHBOARD- --query 'sort_by(MetricAlarms,&StateUpdatedTimestamp)[].[StateValue,StateUpdatedTimestamp,AlarmName]' --output text";

const IN_GRAPHS =
  'Metrics from the logs show it 1 to 7 minutes later: most of a minute is there after 3 minutes. Metrics of AWS show it after 1 to 4.';

/** First part of a name that fits -> who acts. */
const ACTORS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:LogsStopped|DeadLetters|OldestMessage|Function|Unparsed|SeriesDropped|FailedObjects|NothingReceived|Verdict)/,
    'The owner of this deployment. The load balancers and their targets are not concerned, only the view of them.',
  ],
  [/^Waf/, 'The owner of the web ACL.'],
  [/^Authentication/, 'The owner of the identity provider, or of the rule that asks it.'],
  [/^(?:Target|NativeTarget|NoHealthyTarget|UnhealthyHosts|HealthCheck|Slow)/, 'The owner of the targets.'],
  [/^RejectedConnections/, 'The owner of the load balancer.'],
  [/^Tls/, 'The owner of the certificate and the security policy, or of the clients.'],
  [/^Part/, 'Nobody.'],
];

/** When the alarm is OK again after the fix. */
function clearing(name: string): string {
  const [, shape] = Object.entries(EXCESS_SHAPES).find(([one]) => one === name) ?? [];
  if (shape !== undefined)
    return `The alarm clears ${shape.evaluationPeriods} minutes after the last bad minute at the latest, a few more if that minute arrived late.`;
  if (name === 'Page' || name === 'Ticket') return 'It clears with the last of the alarms that it lists.';
  return 'The alarm clears when its whole window ([docs/alarms.md](alarms.md)) lies after the fix.';
}

function actor(name: string): string {
  const known = ACTORS.find(([names]) => names.test(name));
  return known?.[1] ?? 'Who the section of the largest cause names.';
}

function section(name: keyof typeof ALARM_TEXTS): string {
  const defaults = alarmSettings.parse({});
  const { means, look, act, query, settings = [] } = alarmText(name, defaults);
  const steps = [
    `1. **Is it over?** The state of every alarm and since when:\n\n   \`\`\`sh\n   ${STATES}\n   \`\`\`\n`,
    `2. **Who acts?** ${actor(name)}`,
    `3. **What shows it?** ${look}${query === undefined ? '' : ` The saved query *${savedQuery(query).title}*.`}`,
    `4. **The fix:** ${act}`,
    `5. **Did it work?** ${IN_GRAPHS} ${clearing(name)}`,
  ];
  const facts =
    settings.length === 0 ? [] : [`- **Settings:** ${settings.map((key) => setting(key, defaults)).join(', ')}`];
  return [`### Alarm ${name}`, means, steps.join('\n'), ...facts].join('\n\n');
}

function setting(key: keyof AlarmSettings, defaults: AlarmSettings): string {
  const value = defaults[key];
  return typeof value === 'object' ? `\`alarms.${key}\`` : `\`alarms.${key}\` (${value ?? 'none'} by default)`;
}
