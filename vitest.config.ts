import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type TestUserConfig } from 'vitest/config';

/** What takes minutes: `npm run test:long`. */
const LONG = 'test/**/*.long.test.ts';
/**
 * These need a process for themselves: they change its environment or console, load modules a second time, or measure
 * it. All others share a process and what it has loaded, because starting one and loading the CDK takes longer than
 * most tests.
 */
const APART = [
  'test/lambda/{bundled-handler,handler}.test.ts',
  'test/lambda/log-switch/handler.test.ts',
  'test/lib/function/{bundle,sdk-aliases}.test.ts',
  // The function frees its heap between objects once it is large, and a process that has loaded the CDK always is.
  'test/support/{faults,runtime}/*.test.ts',
  'test/lambda/batch/failed-objects.test.ts',
  'test/local/{commands/replay,readings/readings}.test.ts',
  'test/bench/cost.test.ts',
  // These mostly wait for programs that they start. They begin first, so that none is left to run alone in the end.
  'test/bench/hostile.test.ts',
  'test/local/commands/{init,preview,verdict}.test.ts',
  'test/local/preview/{browser,watch-bucket}.test.ts',
  'test/local/terminal/print.test.ts',
];

/**
 * These load the CDK. Whatever runs in the same process afterward is slower, because its heap is large then: so they
 * have processes of their own, too, which they share.
 */
const WITH_CDK = [
  'test/{adding,package}.test.ts',
  'test/lib/**/*.test.ts',
  'test/local/cloudwatch/{actions,template}.test.ts',
  'test/local/project/docs/formats.test.ts',
  'test/local/simulate/simulation.test.ts',
  'test/local/template/*.test.ts',
];

/** Of `npm test` and `npm run test:long`. */
export const COMMON = {
  globalSetup: ['test/support/temporary.ts'],
  // What hangs fails all the same; what is slow because the machine is busy does not.
  testTimeout: 240_000,
  hookTimeout: 240_000,
  // More than there are processors, because some tests wait: for timeouts, and for programs that they start.
  maxWorkers: availableParallelism() + 2,
  // Several tests run side by side: a thread that collects garbage for one of them takes a processor from another.
  // Room for new objects from the start on, because most of what a process loads first stays.
  execArgv: ['--single-threaded-gc', '--min-semi-space-size=32', '--max-semi-space-size=64'],
  // What the function logs is read where a test fails; of the others it is thousands of lines.
  silent: 'passed-only',
  // A busy machine draws a page late; a page that is wrong stays wrong.
  expect: { poll: { timeout: 60_000 } },
} satisfies TestUserConfig;

export default defineConfig({
  test: {
    ...COMMON,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, LONG, ...APART, ...WITH_CDK],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'cdk',
          include: WITH_CDK,
          exclude: [...configDefaults.exclude, LONG, ...APART],
          isolate: false,
          // Each process loads the CDK, which takes as long as twenty of these files: so there are few, and they come
          // first, while types and lint still need the other processor.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: APART,
          exclude: [...configDefaults.exclude, LONG],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
