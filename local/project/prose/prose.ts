/** `npm run prose`: looks for words and sentences that are hard to read. Part of `npm run lint`. */
import { globSync, readFileSync } from 'node:fs';
import { type Command, run } from '../../terminal/command.ts';
import { print } from '../../terminal/print.ts';
import { type Finding, findingsIn } from './check.ts';
import { documentPassages, sourcePassages } from './passages.ts';

const FILES = ['*.md', '{docs,bench,lambda,local,.github}/**/*.md', '{lambda,lib,local,bench,test}/**/*.{ts,tsx}'];
/** The patterns themselves, what is compiled from the core, and its sources, which are no TypeScript. */
const NOT_PROSE =
  /^(?:test\/)?local\/project\/prose\/|^lambda\/ingest\/core\/(?:core\.ts|assembly\/)|^lib\/settings\/types\.ts/;

const command: Command<readonly string[]> = {
  name: 'prose',
  form: '[PATH…]',
  help: `Looks for words and sentences that are hard to read, in documents, texts of the program and comments.
Without PATH it reads everything.
`,
  parse: (args) => args,
  run: async (paths) => {
    const findings = (paths.length > 0 ? paths : allFiles()).flatMap(findingsOf);
    for (const { path, line, found, write } of findings) print(`${path}:${line}  "${found}": ${write}`);
    if (findings.length === 0) return 0;
    print(
      `\n${findings.length} to rewrite. The guide is in CONTRIBUTING.md, the patterns are in local/project/prose/patterns.ts.`,
    );
    return 1;
  },
};

function allFiles(): string[] {
  return globSync(FILES, { exclude: (path) => path === 'node_modules' })
    .filter((path) => !NOT_PROSE.test(path))
    .sort();
}

function findingsOf(path: string): Finding[] {
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.md')) return findingsIn(documentPassages(path, text));
  // Strings of tests are mostly data.
  return findingsIn(sourcePassages(path, text).filter(({ kind }) => kind === 'comment' || !path.startsWith('test/')));
}

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
