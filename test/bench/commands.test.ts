import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BENCHES } from '../../bench/benches.ts';
import { rounds } from '../support/rounds.ts';

const root = join(import.meta.dirname, '..', '..');
const execute = promisify(execFile);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(file: string, ...args: readonly string[]): Promise<Ended> {
  try {
    return { code: 0, ...(await execute(process.execPath, [file, ...args], { cwd: root, timeout: 100_000 })) };
  } catch (error) {
    return error as Ended;
  }
}

const FILES = ['bench/run.ts', 'bench/fuzz.ts', 'test/support/faults/soak.command.ts'];

/** The same code does this for all three, so that one is enough in `npm test`. */
describe.concurrent.each(FILES.slice(0, rounds(1, FILES.length)))('%s', (file) => {
  test('lists its options', async () => {
    const { code, stdout } = await ended(file, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: .*\n\n[\s\S]*\n {2}--[a-z]+ N +\S/);
  });

  test('says which option is none, in one sentence', async () => {
    const { code, stderr } = await ended(file, '--sede', '1');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[a-z]+: --sede is not an option: (did you mean --seed\?|--help lists them)\n$/);
  });
});

test('a measurement that nobody knows is named with those there are', async () => {
  const { code, stderr } = await ended('bench/run.ts', 'throughputs');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^bench: the measurement is 'throughputs': must be one of throughput, small, .*\n$/);
});

test.each(Object.entries(BENCHES))('the options of the measurement %s are those that it reads', (name, { options }) => {
  const source = readFileSync(join(root, 'bench', `${name}.ts`), 'utf8');
  const read = [...source.matchAll(/'?([a-z][a-z-]*)'?: \{ type: '(string|boolean)'/g)].map(([, option, type]) =>
    type === 'boolean' ? `--${option}` : `--${option} VALUE`,
  );
  expect(Object.keys(options).map((option) => option.replace(/ .*/, ' VALUE'))).toEqual(read);
});
