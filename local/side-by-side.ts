/** `node local/side-by-side.ts SCRIPT…`: runs npm scripts at the same time, so that no core waits. `npm test` does. */
import { execFile, spawn } from 'node:child_process';
import { type Command, run } from './terminal/command.ts';
import { print } from './terminal/print.ts';

const command: Command<readonly string[]> = {
  name: 'side-by-side',
  form: 'SCRIPT…',
  help: `Runs scripts of package.json at the same time. The last one writes to the terminal; what the others write follows
when each ends. Fails when one of them fails.
`,
  parse: (args) => {
    if (args.length === 0) throw new Error('name the scripts to run');
    return args;
  },
  run: async (scripts) => {
    const codes = await Promise.all([...scripts.slice(0, -1).map(heard), shown(scripts.at(-1) ?? '')]);
    const failed = scripts.filter((_, at) => codes[at] !== 0);
    if (failed.length > 0) print(`failed: ${failed.join(', ')}`);
    return failed.length === 0 ? 0 : 1;
  },
};

/** npm tells its scripts where its program is. So no shell is needed, on any system. */
function npmRun(script: string): readonly [program: string, args: readonly string[]] {
  const args = ['run', '-s', script];
  const npm = process.env.npm_execpath;
  return npm === undefined ? ['npm', args] : [process.execPath, [npm, ...args]];
}

/** What it wrote follows in one piece. */
function heard(script: string): Promise<number> {
  const [program, args] = npmRun(script);
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: Number.POSITIVE_INFINITY }, (error, out, err) => {
      const text = `${out}${err}`.trimEnd();
      print(`${script}: ${error === null ? 'passed' : 'failed'}${text === '' ? '' : `\n${text}`}`);
      resolve(error === null ? 0 : 1);
    });
  });
}

function shown(script: string): Promise<number> {
  const [program, args] = npmRun(script);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
