import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CAUSES, causeAnchor } from '../../../../lambda/catalogue/causes/index.ts';
import { ALARM_TEXTS } from '../../../../lib/alarms/texts.ts';
import { SAVED_QUERIES } from '../../../../lib/monitoring/saved-queries.ts';

const runbook = readFileSync(new URL('../../../../docs/runbook.md', import.meta.url), 'utf8');
/** As GitHub makes anchors of headings: the second of a name gets a number. */
const anchors = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
);

describe('docs/runbook.md', () => {
  test.each(Object.keys(CAUSES))('has the section that alarms and dashboard link to for %s, once', (name) => {
    expect(anchors.filter((anchor) => anchor === causeAnchor(name))).toHaveLength(1);
  });

  test.each(Object.keys(CAUSES))(
    'says in the section of %s what to do, in the order of somebody who was woken up',
    (name) => {
      const section = runbook.split(`### Cause ${name}\n`)[1]?.split('\n### ')[0] ?? '';
      const steps = ['Is it over?', 'Who acts?', 'What shows it?', 'What to check:', 'The fix:', 'Did it work?'];
      const found = [...section.matchAll(/^\d\. \*\*([^*]*)\*\*/gm)].map(([, step]) => step);
      expect(found).toEqual(steps);
      expect(section).toContain(`Name=Cause,Value=${name} `);
    },
  );

  test.each(Object.keys(ALARM_TEXTS))('says in the section of the alarm %s what to do, in the same order', (name) => {
    const section = runbook.split(`### Alarm ${name}\n`)[1]?.split('\n### ')[0] ?? '';
    const steps = ['Is it over?', 'Who acts?', 'What shows it?', 'The fix:', 'Did it work?'];
    const found = [...section.matchAll(/^\d\. \*\*([^*]*)\*\*/gm)].map(([, step]) => step);
    expect(found).toEqual(steps);
  });

  test('has code in whole pairs of backticks, and names only saved queries that exist', () => {
    const prose = runbook.split('\n').filter((line) => !line.trimStart().startsWith('```'));
    expect(prose.filter((line) => (line.match(/`/g) ?? []).length % 2 !== 0)).toEqual([]);
    const named = [...runbook.matchAll(/saved query \*([^*]+)\*/g)].map(([, name]) => name);
    const known: readonly string[] = Object.values(SAVED_QUERIES).map(({ title }) => title);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  test.each(['000', '400', '460', '463', '464', '499', '502', '504', '561', '562', '418', '511'])(
    'has an entry for the code %s',
    (code) => {
      expect(runbook.split('\n').some((line) => line.startsWith('| ') && line.split('|')[1]?.includes(code))).toBe(
        true,
      );
    },
  );

  test('links only to sections it has', () => {
    const links = [...runbook.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
  });
});
