/** Commands as people start them, several in one process: starting a program takes longer than most calls do. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..', '..');
const COMMANDS = `${pathToFileURL(join(ROOT, 'local', 'commands')).href}/`;

/** What a call said, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** The name of a file of local/commands without its ending, and the words behind it. */
export type Call = readonly [command: string, ...args: readonly string[]];

/** Marks the end of a call on both streams. */
const MARK = '--- the next call ---';

const PROGRAM = `
  for (const [command, ...args] of JSON.parse(process.argv[1])) {
    const { main } = await import(${JSON.stringify(COMMANDS)} + command + '.ts');
    process.exitCode = 0;
    await main(args);
    process.stdout.write(${JSON.stringify(MARK)});
    process.stderr.write(process.exitCode + ${JSON.stringify(MARK)});
  }
  process.exitCode = 0;`;

export interface CallOptions {
  /** Instead of the project's folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** One after the other. Fails where a call ends the process or leaves an error to it. */
export async function callEach(calls: readonly Call[], options: CallOptions = {}): Promise<readonly Ended[]> {
  const [outs, errors] = await new Promise<readonly [string[], string[]]>((resolve, reject) => {
    const args = ['--input-type=module', '-e', PROGRAM, JSON.stringify(calls)];
    execFile(process.execPath, args, { cwd: ROOT, ...options, maxBuffer: 2 ** 26 }, (failed, out, error) => {
      if (failed !== null) reject(failed);
      else resolve([out.split(MARK), error.split(MARK)]);
    });
  });
  return calls.map((_, at) => {
    const said = errors[at] ?? '';
    const code = /\d*$/.exec(said)?.[0] ?? '';
    return { code: Number(code), out: outs[at] ?? '', error: said.slice(0, said.length - code.length) };
  });
}
