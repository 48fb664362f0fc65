/** Which of the lines that the function would log the page shows as examples. */
import { describe, expect, it } from 'vitest';
import { configFrom, settingsFrom } from '../../../lib/settings/check.ts';
import type { Preview } from '../../../local/preview/document.ts';
import { previewOf } from '../../../local/preview/preview.ts';
import { createReadings } from '../../../local/preview/readings.ts';

const settings = settingsFrom({});

/** Failed requests by cause: so many, one a second, the first cause first. */
function previewWith(failed: Readonly<Record<string, number>>, kind = 'error'): Preview {
  const readings = createReadings(configFrom(settings));
  const causes = Object.entries(failed).flatMap(([cause, times]) => Array.from({ length: times }, () => cause));
  for (const [second, cause] of causes.entries()) {
    const time = new Date(Date.parse('2026-05-04T10:00:00Z') + 1000 * second).toISOString();
    readings.notes.push({ kind, time, ...(cause === '' ? {} : { cause }) } as (typeof readings.notes)[number]);
  }
  const definitions = { dashboards: [], alarms: [], compositeAlarms: [] };
  const synthesized = { definitions, alarmMetrics: 0, compositeAlarms: 0 } as unknown;
  return previewOf({
    ...{ source: 'logs', isSample: false, notices: [], now: 0, settings, readings },
    synthesized: synthesized as Parameters<typeof previewOf>[0]['synthesized'],
  });
}

const causesIn = ({ examples }: Preview) =>
  Object.fromEntries([...Map.groupBy(examples, ({ cause }) => cause)].map(([cause, all]) => [cause, all.length]));

describe('examples', () => {
  it('are the newest of each cause, so that a later flood hides no incident', () => {
    expect(causesIn(previewWith({ TargetTimeout: 150, WafBlocked: 700, TargetError: 3 }))).toEqual({
      ...{ TargetTimeout: 100, WafBlocked: 100, TargetError: 3 },
    });
    const [newest] = previewWith({ TargetTimeout: 150 }).examples;
    expect(newest?.time).toBe('2026-05-04T10:02:29.000Z');
  });

  it('without causes are the newest that the page draws', () => {
    expect(previewWith({ '': 300 }, 'apiCall').examples).toHaveLength(200);
  });
});
