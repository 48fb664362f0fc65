/** Sections of the page in a document of this test, which keeps tags and text and nothing else. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { configFrom, settingsFrom } from '../../../lib/settings/check.ts';
import type { CauseRow, Preview } from '../../../local/preview/document.ts';
import { previewOf } from '../../../local/preview/preview.ts';
import { createReadings } from '../../../local/preview/readings.ts';

/** What the sections use of an element. */
class Plain {
  children: unknown[] = [];
  append(child: unknown): void {
    this.children.push(child);
  }
  replaceChildren(): void {
    this.children = [];
  }
  setAttribute(): void {}
  addEventListener(): void {}
  toString(): string {
    return this.children.join(' ');
  }
}

type Section = (preview: Preview) => Plain;

/** The page has its own types, of a browser: it is loaded by a name that this test's types do not follow. */
async function sectionOf(file: string, name: string): Promise<Section> {
  const loaded: Readonly<Record<string, Section>> = await import(`../../../local/preview/page/client/${file}.ts`);
  const section = loaded[name];
  if (section === undefined) throw new Error(`no ${name} in ${file}`);
  return section;
}

beforeAll(() => vi.stubGlobal('document', { createElement: () => new Plain(), createElementNS: () => new Plain() }));
afterAll(() => vi.unstubAllGlobals());

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
    expect(causesIn(previewWith({ TargetTimeout: 150, BlockedByWaf: 700, TargetError: 3 }))).toEqual({
      ...{ TargetTimeout: 100, BlockedByWaf: 100, TargetError: 3 },
    });
    const [newest] = previewWith({ TargetTimeout: 150 }).examples;
    expect(newest?.time).toBe('2026-05-04T10:02:29.000Z');
  });

  it.each([
    [
      'the newest of several causes',
      { TargetTimeout: 150, BlockedByWaf: 1_700 },
      'The newest 200 of 1,850 are shown. Choose a cause',
    ],
    ['the newest of one', { TargetTimeout: 150 }, 'The newest 100 of 150 are shown.'],
    ['all', { TargetTimeout: 20 }, 'All 20 are shown.'],
  ])('say how many they are of how many: %s', async (_, failed, words) => {
    const section = await sectionOf('examples', 'examplesSection');
    expect(String(section(previewWith(failed)))).toContain(words);
  });

  it('without causes are the newest that the page draws', () => {
    expect(previewWith({ '': 300 }, 'apiCall').examples).toHaveLength(200);
  });
});

describe('a cause seen on one load balancer', () => {
  const row: CauseRow = {
    ...({ cause: 'TargetTimeout', side: 'target', requests: 7, share: 0.1 } as const),
    ...{ meaning: '', tell: '', check: '', page: '', minutes: [] },
    byLoadBalancer: [{ name: 'app/shop/1', requests: 7 }],
  };
  it.each([
    ['names it', ['app/quiet/1', 'app/shop/1'], true],
    ['does not where the logs are of no other', ['app/shop/1'], false],
  ])('%s', async (_, loadBalancers, expected) => {
    const section = await sectionOf('causes', 'causesSection');
    const preview = previewWith({});
    const shown = String(
      section({ ...preview, loadBalancers, causes: [row], totals: { ...preview.totals, requests: 70 } }),
    );
    expect(shown.includes('app/shop/1 7')).toBe(expected);
  });
});
