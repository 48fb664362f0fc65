/** Where the prose linter looks: documents without code, comments, and strings that are sentences. */
import { expect, test } from 'vitest';
import { documentPassages, sourcePassages } from '../../../../local/project/prose/passages.ts';

const trimmed = (passages: readonly { line: number; kind: string; text: string }[]) =>
  passages.map(({ line, kind, text }) => [line, kind, text.replace(/\s+/g, ' ').trim()]);

test('paragraphs, list items, table rows and headings of a document are passages, its code is not', () => {
  const markdown = `# A title

A paragraph with \`of its own\` code and [a link](of/its/own.md),
in two lines.

\`\`\`sh
anew
\`\`\`

- one
- two
  and more

| a | b |
|---|---|
| c | d |
`;
  expect(trimmed(documentPassages('a.md', markdown))).toEqual([
    [1, 'document', '# A title'],
    [3, 'document', 'A paragraph with code and [a link , in two lines.'],
    [10, 'document', '- one'],
    [11, 'document', '- two and more'],
    [14, 'document', '| a | b |'],
    [15, 'document', '|---|---|'],
    [16, 'document', '| c | d |'],
  ]);
});

test('comments and strings with several words are passages of a source, names and imports are not', () => {
  const source = `/**
 * Says what it does,
 * in two lines.
 */
import { a } from 'a file with words';
// One line.
export const TITLE = 'Requests that failed';
export const NAME = 'LoadBalancer';
export const text = (n: number) => \`Only \${n} of them failed: \${['at nine in the evening'][0]}\`;
`;
  expect(trimmed(sourcePassages('a.ts', source))).toEqual([
    [1, 'comment', 'Says what it does, in two lines.'],
    [6, 'comment', 'One line.'],
    [7, 'string', 'Requests that failed'],
    [9, 'string', 'Only … of them failed: …'],
    [9, 'string', 'at nine in the evening'],
  ]);
});

test('text of a component is a passage', () => {
  const source = `export const Empty = () => <p class="empty">No request failed here</p>;\n`;
  expect(trimmed(sourcePassages('a.tsx', source))).toEqual([[1, 'string', 'No request failed here']]);
});
