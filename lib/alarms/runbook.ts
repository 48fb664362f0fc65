/** The alarms' part of docs/runbook.md: the words of every alarm -> Markdown. `npm run docs` writes it. */

import { savedQuery } from '../monitoring/saved-queries.ts';
import { alarmSettings } from '../settings/alarms.ts';
import type { AlarmSettings } from '../settings/types.ts';
import { NATIVE_TEXTS } from './native-texts.ts';
import { PIPELINE_TEXTS } from './pipeline-texts.ts';
import type { ShownBy } from './runbook-words.ts';
import { ALARM_TEXTS, type AlarmName, alarmText, runbookAnchor } from './texts.ts';

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

/** How long it takes until graphs show a fix. */
function inGraphs(name: AlarmName): string {
  if (name in NATIVE_TEXTS) return 'Metrics of AWS show it after 1 to 4 minutes.';
  if (name in PIPELINE_TEXTS) return 'Metrics of queues, functions and log objects show it after 1 to 3 minutes.';
  return 'Metrics from the logs show it 1 to 7 minutes later: most of a minute is there after 3 minutes.';
}

function shown([what, command]: ShownBy): string {
  return `\n\n   ${what}\n\n   \`\`\`sh\n   ${command}\n   \`\`\``;
}

function section(name: keyof typeof ALARM_TEXTS): string {
  const defaults = alarmSettings.parse({});
  const { means, look, act, who, commands = [], clears, query, settings = [] } = alarmText(name, defaults);
  const steps = [
    `1. **Is it over?** The state of every alarm and since when:\n\n   \`\`\`sh\n   ${STATES}\n   \`\`\`\n`,
    `2. **Who acts?** ${who}`,
    `3. **What shows it?** ${look}${query === undefined ? '' : ` The saved query *${savedQuery(query).title}*.`}${commands.map(shown).join('')}${commands.length === 0 ? '' : '\n'}`,
    `4. **The fix:** ${act}`,
    `5. **Did it work?** ${inGraphs(name)} ${clears}`,
  ];
  const facts =
    settings.length === 0 ? [] : [`- **Settings:** ${settings.map((key) => setting(key, defaults)).join(', ')}`];
  return [`### Alarm ${name}`, means, steps.join('\n'), ...facts].join('\n\n');
}

function setting(key: keyof AlarmSettings, defaults: AlarmSettings): string {
  const value = defaults[key];
  return typeof value === 'object' ? `\`alarms.${key}\`` : `\`alarms.${key}\` (${value ?? 'none'} by default)`;
}
