/** The parts of an alarm's text. The words are in the files `*-texts.ts`; texts.ts has them all. */
import type { QueryName } from '../monitoring/saved-queries.ts';
import type { AlarmSettings } from '../settings/types.ts';
import type { ShownBy } from './runbook-words.ts';

/** `{errorPercent}` and the like stand for what is set: any key of the settings whose value is a number. */
export interface AlarmText {
  /** A short phrase for a list. */
  readonly title: string;
  readonly means: string;
  /** Graphs by their titles, between double quotes: the dashboard has more rows than anyone counts. */
  readonly look: string;
  readonly act: string;
  /** For the runbook: who acts. */
  readonly who: string;
  /** For the runbook: commands that show it. */
  readonly commands?: readonly ShownBy[];
  /** For the runbook: when it is OK again after the fix. */
  readonly clears: string;
  /** Saved Logs Insights query that shows examples. */
  readonly query?: QueryName;
  /** Settings that decide when it fires, keys of `alarms`. */
  readonly settings?: readonly (keyof AlarmSettings)[];
}
