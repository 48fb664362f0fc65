import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../../../../local/project/docs/documents.ts';
import { withSections } from '../../../../local/project/docs/sections.ts';

const ROOT = new URL('../../../../', import.meta.url);

test.each(DOCUMENTS)('$path is what `npm run docs` writes', ({ path, generate }) => {
  const document = readFileSync(new URL(path, ROOT), 'utf8');
  expect(generate(document)).toBe(document);
});

describe('a generated part', () => {
  test('replaces what is between its markers, and nothing else', () => {
    const before = 'a\n<!-- list:start -->\nold\n<!-- list:end -->\nb';
    const after = 'a\n<!-- list:start -->\n\nnew\n\n<!-- list:end -->\nb';
    expect(withSections(before, { list: () => 'new' })).toBe(after);
    expect(withSections(after, { list: () => 'new' })).toBe(after);
  });

  test.each(['# Title', '<!-- list:end --><!-- list:start -->'])('fails where its markers are gone: %s', (document) => {
    expect(() => withSections(document, { list: () => 'new' })).toThrow(
      'the document must hold <!-- list:start --> and <!-- list:end -->',
    );
  });
});
