/** The alarms' part of docs/runbook.md: the words of every alarm -> Markdown. `npm run docs` writes it. */

import { alarmSettings } from '../settings/alarms.ts';
import type { AlarmSettings } from '../settings/types.ts';
import { QUERIES } from './alarm-text.ts';
import { ALARM_TEXTS, alarmText, runbookAnchor } from './texts.ts';

export function alarmsMarkdown(): string {
  const names = Object.keys(ALARM_TEXTS).filter(isAlarmName);
  const rows = names.map((name) => `| [${name}](#${runbookAnchor(name)}) | ${ALARM_TEXTS[name].title} |`);
  return [['| alarm | in short |', '|---|---|', ...rows].join('\n'), ...names.map(section)].join('\n\n');
}

function isAlarmName(name: string): name is keyof typeof ALARM_TEXTS {
  return name in ALARM_TEXTS;
}

function section(name: keyof typeof ALARM_TEXTS): string {
  const defaults = alarmSettings.parse({});
  const { means, look, act, query, settings = [] } = alarmText(name, defaults);
  const list = [
    `- **Look:** ${look}`,
    `- **Do:** ${act}`,
    ...(query === undefined ? [] : [`- **Saved query:** *${QUERIES[query]}*`]),
    ...(settings.length === 0 ? [] : [`- **Settings:** ${settings.map((key) => setting(key, defaults)).join(', ')}`]),
  ];
  return [`### Alarm ${name}`, means, list.join('\n')].join('\n\n');
}

function setting(key: keyof AlarmSettings, defaults: AlarmSettings): string {
  const value = defaults[key];
  return typeof value === 'object' ? `\`alarms.${key}\`` : `\`alarms.${key}\` (${value ?? 'none'} by default)`;
}
