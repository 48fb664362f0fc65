/**
 * Asks before something is done that cannot be undone. Without a terminal there is nobody to ask, so `--yes` must be
 * given.
 */
import { createInterface } from 'node:readline/promises';
import { printable } from './print.ts';

export async function confirmAtTerminal(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error(`${question} There is no terminal to answer in: add --yes to answer yes`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${printable(question)} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
