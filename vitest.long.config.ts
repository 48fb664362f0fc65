import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { COMMON } from './vitest.config.ts';

/**
 * `npm run test:long`: the tests that take minutes, and those that try more when they have the time
 * (test/support/rounds.ts).
 */
const root = import.meta.dirname;
const tests = globSync('test/**/*.test.ts', { cwd: root });
const include = tests.filter(
  (path) => path.endsWith('.long.test.ts') || readFileSync(join(root, path), 'utf8').includes('/rounds.ts'),
);

export default defineConfig({
  test: {
    ...COMMON,
    include,
    exclude: configDefaults.exclude,
    env: { LONG_TESTS: 'yes' },
    testTimeout: 600_000,
  },
});
