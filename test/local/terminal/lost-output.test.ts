import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

const SCRIPT = `
  import { failWithLostOutput } from './local/terminal/lost-output.ts';
  failWithLostOutput('verdict');
  console.log('{}');
`;

function printedTo(target: string): Promise<Ended> {
  const line = `'${process.execPath}' --input-type=module -e "$SCRIPT" ${target}`;
  return new Promise((resolve) => {
    execFile('bash', ['-o', 'pipefail', '-c', line], { env: { ...process.env, SCRIPT } }, (error, _stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
    );
  });
}

test.runIf(existsSync('/dev/full'))('output that cannot be written is a failure, in one sentence', async () => {
  const { code, stderr } = await printedTo('> /dev/full');
  expect(stderr).toMatch(/^verdict: the output could not be written: ENOSPC.*\n$/);
  expect(code).toBe(1);
});

test('a reader that has read enough is none', async () => {
  expect(await printedTo('| true')).toEqual({ code: 0, stderr: '' });
});
