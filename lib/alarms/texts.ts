/**
 * Every kind of alarm in words: its title, what it means, where to look and what to do. One source for the description
 * that a notification carries, for the runbook's section of the same name, and for the dashboard.
 */
import type { AlarmSettings } from '../settings/types.ts';
import type { AlarmText } from './alarm-text.ts';
import { FAMILY_TEXTS } from './family-texts.ts';
import { NATIVE_TEXTS } from './native-texts.ts';
import { PIPELINE_TEXTS } from './pipeline-texts.ts';
import { REQUEST_TEXTS } from './request-texts.ts';

export const ALARM_TEXTS = {
  ...REQUEST_TEXTS,
  ...NATIVE_TEXTS,
  ...PIPELINE_TEXTS,
  ...FAMILY_TEXTS,
} as const satisfies Record<string, AlarmText>;

export type AlarmName = keyof typeof ALARM_TEXTS;

/** The words with the numbers that are set: `{errorPercent}` is the setting `alarms.errorPercent`. */
export function alarmText(name: AlarmName, settings: AlarmSettings): AlarmText {
  const text: AlarmText = ALARM_TEXTS[name];
  const values = new Map<string, unknown>(Object.entries(settings));
  const filled = (words: string): string =>
    words.replace(/\{(\w+)\}/g, (_, key: string) => `${values.get(key) ?? NOT_SET}`);
  return { ...text, means: filled(text.means), look: filled(text.look), act: filled(text.act) };
}

/** In the runbook, of a setting that has no default. */
const NOT_SET = '(not set)';

/** GitHub's anchor of the section `### Alarm ErrorsPage`. */
export function runbookAnchor(name: AlarmName): string {
  return `alarm-${name.toLowerCase()}`;
}
