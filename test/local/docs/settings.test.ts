import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsDocument } from '../../../local/docs/settings.ts';

const document = settingsDocument();

test('docs/settings.md lists the settings as they are; npm run settings-doc writes it anew', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'settings.md'), 'utf8')).toBe(document);
});

test('every setting says what it does and what is allowed', () => {
  const rows = document.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(50);
  for (const row of rows) expect(row).toMatch(/^\| `[\w.]+` \| .+ \| .+ \| .+ \|$/);
});
