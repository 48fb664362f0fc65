import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'side-by-side-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('scripts run at the same time: each is heard, and one that fails is named', async () => {
  // Each waits for the other one, so that neither ends alone.
  const waits = (own: string, other: string, code: number) =>
    `node -e "fs.writeFileSync('${own}', ''); setInterval(() => fs.existsSync('${other}') && (console.log('${own} is there'), process.exit(${code})), 20)"`;
  const scripts = { first: waits('a', 'b', 3), last: waits('b', 'a', 0) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
  const program = join(import.meta.dirname, '../../local/side-by-side.ts');
  const { code, out } = await new Promise<{ code: unknown; out: string }>((resolve) => {
    execFile(process.execPath, [program, 'first', 'last'], { cwd: folder, timeout: 120_000 }, (error, stdout) =>
      resolve({ code: error?.code, out: stdout }),
    );
  });
  expect(code).toBe(1);
  expect(out).toContain('first: failed\na is there\n');
  expect(out).toContain('b is there\n');
  expect(out).toMatch(/failed: first\n$/);
});
