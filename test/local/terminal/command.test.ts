import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { type Command, callOf, run } from '../../../local/terminal/command.ts';

const ran: string[][] = [];
const example: Command<readonly string[]> = {
  name: 'example',
  form: '[options] PATH…',
  help: 'Does what the example does.\n\n  --long NAME   an option',
  parse: (args) => {
    if (args.includes('--wrong')) throw new Error("--wrong is 'x': must be y");
    return args;
  },
  run: async (options) => {
    ran.push([...options]);
    return options.includes('--three') ? 3 : undefined;
  },
};

let out: MockInstance;
let error: MockInstance;
const before = process.exitCode;

beforeEach(() => {
  ran.length = 0;
  process.exitCode = undefined;
  out = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  process.exitCode = before;
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('a command', () => {
  test.each(['--help', '-h'])('prints its help for %s and does nothing', async (flag) => {
    vi.stubEnv('npm_lifecycle_event', 'example');
    await run(example, ['a', flag]);
    expect(out.mock.calls).toEqual([
      [
        'Usage: npm run -s example -- [options] PATH…\n\nDoes what the example does.\n\n  --long NAME   an option\n  --help        this text\n  --version     the version of elb-log-metrics',
      ],
    ]);
    expect(ran).toEqual([]);
  });

  test.each(['--version', '-v'])('prints the version of the package for %s and does nothing', async (flag) => {
    await run(example, ['a', flag]);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(out.mock.calls).toEqual([[version]]);
    expect(ran).toEqual([]);
  });

  test('keeps what the SDK says of its own future to itself, unless it is asked for', async () => {
    const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
    vi.stubEnv(name, undefined);
    await run(example, ['a']);
    expect(process.env[name]).toBe('true');
    vi.stubEnv(name, 'false');
    await run(example, ['a']);
    expect(process.env[name]).toBe('false');
  });

  test('leaves its exit code, 0 where it gives none', async () => {
    await run(example, ['a']);
    expect(process.exitCode).toBe(0);
    await run(example, ['--three']);
    expect(process.exitCode).toBe(3);
    expect(ran).toEqual([['a'], ['--three']]);
  });

  test('fails with its name, the reason and 1', async () => {
    await run(example, ['--wrong', 'x']);
    expect(error.mock.calls).toEqual([["example: --wrong is 'x': must be y"]]);
    expect(process.exitCode).toBe(1);
  });
});

test.each([
  ['start', 'npm start --'],
  ['metrics', 'npm run -s metrics --'],
  ['npx', 'elb-log-metrics metrics'],
])('called by the script %s it is called %s', (script, call) => {
  vi.stubEnv('npm_lifecycle_event', script);
  expect(callOf('metrics')).toBe(call);
});
