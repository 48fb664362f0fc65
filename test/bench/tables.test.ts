import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BENCHES } from '../../bench/benches.ts';
import { partsOf } from '../../bench/tables.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the tables of bench/README.md', () => {
  const document = readFileSync(join(root, 'bench', 'README.md'), 'utf8');

  test.each(partsOf(document))('have a command that fills the part $name', ({ name, args: [bench = ''] }) => {
    expect(Object.keys(BENCHES)).toContain(bench);
    expect(document).toContain(`<!-- ${name}:end -->`);
  });

  test('are all of them', () => {
    expect(partsOf(document).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['throughput', 'memory', 'shapes', 'formats', 'small', 'batch', 'start', 'cost']),
    );
  });
});

test('a part is filled by the last command before it', () => {
  const text = '`npm run bench -- one --lines 5`: words `npm run bench -- two`\n<!-- a:start -->\n<!-- a:end -->\n';
  expect(partsOf(text)).toEqual([{ name: 'a', args: ['two'] }]);
  expect(() => partsOf('<!-- a:start -->')).toThrow('the document has no command in front of the part a');
});
