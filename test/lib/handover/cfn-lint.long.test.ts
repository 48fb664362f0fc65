import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SHAPES } from '../../support/shapes.ts';
import { synthesized } from '../../support/synthesized.ts';

const hasCfnLint = (() => {
  try {
    execFileSync('cfn-lint', ['--version'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasCfnLint)(
  'the template satisfies cfn-lint, where the machine has it',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'));
    const linted = SHAPES.filter(([name]) => /setting|notifications/.test(name));
    const files = linted.map(([name, settings]) => {
      const file = join(folder, `${name.replaceAll(' ', '-')}.json`);
      writeFileSync(file, JSON.stringify(synthesized(settings).toJSON()));
      return file;
    });
    // Warnings are about dependencies that CDK states twice.
    const lint = promisify(execFile)('cfn-lint', ['--ignore-checks', 'W3005', '--', ...files]);
    const output = await lint.then(
      ({ stdout }) => stdout,
      ({ stdout }) => stdout,
    );
    rmSync(folder, { recursive: true });
    // One finding is two lines: what, and where. cfn-lint's own specification may be older than these properties; the
    // CDK's has them.
    const findings = String(output)
      .split('\n\n')
      .filter((finding) => finding.trim() !== '');
    const newer = /^E3002 .*\('(?:EvaluationWindow|WarmUpConfiguration)' was unexpected\)/;
    expect(findings.filter((finding) => !newer.test(finding.trim()))).toEqual([]);
  },
);
