import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CAUSES, causeAnchor } from '../../../lambda/catalogue/causes.ts';

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
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

  test('links only to sections it has', () => {
    const links = [...runbook.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
  });
});
