import { expect, test } from 'vitest';
import { settingsDocument } from '../../../../local/project/docs/settings.ts';

const document = settingsDocument();

test('every setting says what it does and what is allowed', () => {
  const rows = document.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(50);
  for (const row of rows) expect(row).toMatch(/^\| `[\w.<>]+` \| .+ \| .+ \| .+ \|$/);
});
