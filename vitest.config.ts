import { configDefaults, defineConfig } from 'vitest/config';

/** Loading CDK takes seconds: tests that synthesize share it. They only read what it made. */
const SYNTHESIZING = ['test/lib/**/*.test.ts', 'test/local/simulate/**/*.test.ts', 'test/bench/alarms.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    // A busy machine draws a page late; a page that is wrong stays wrong.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      { extends: true, test: { name: 'cdk', include: SYNTHESIZING, isolate: false } },
      {
        extends: true,
        test: { name: 'all', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...SYNTHESIZING] },
      },
    ],
  },
});
