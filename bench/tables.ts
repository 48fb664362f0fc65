/**
 * `npm run bench -- tables [--only NAME,NAME]`: measures what README.md shows and writes the answers into it. A part of
 * the document (`<!-- NAME:start -->`) holds what the last command before it prints.
 */

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { withSections } from '../local/project/docs/sections.ts';

const DOCUMENT = join(import.meta.dirname, 'README.md');
const COMMAND = /`npm run bench -- ([^`]+)`/g;
const START = /<!-- (\S+):start -->/g;

interface Part {
  readonly name: string;
  /** Of `npm run bench`. */
  readonly args: readonly string[];
}

const execute = promisify(execFile);

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' } } });
  const all = partsOf(readFileSync(DOCUMENT, 'utf8'));
  const chosen = values.only?.split(',') ?? all.map(({ name }) => name);
  const unknown = chosen.find((name) => all.every((part) => part.name !== name));
  if (unknown !== undefined)
    throw new Error(`--only has ${unknown}: must be of ${all.map(({ name }) => name).join(', ')}`);
  for (const part of all.filter(({ name }) => chosen.includes(name))) {
    console.error(`npm run bench -- ${part.args.join(' ')}`);
    const answer = await measured(part);
    // One part at a time, so that what was measured stays where a later one fails.
    writeFileSync(DOCUMENT, withSections(readFileSync(DOCUMENT, 'utf8'), { [part.name]: () => answer }));
    console.log(`${part.name}\n\n${answer}\n`);
  }
}

/** The parts of the document, with the commands that fill them. */
export function partsOf(document: string): readonly Part[] {
  const commands = [...document.matchAll(COMMAND)];
  return [...document.matchAll(START)].map(({ 1: name = '', index }) => {
    const command = commands.findLast((one) => one.index < index)?.[1];
    if (command === undefined) throw new Error(`the document has no command in front of the part ${name}`);
    return { name, args: command.split(' ') };
  });
}

async function measured({ args }: Part): Promise<string> {
  const script = join(import.meta.dirname, 'run.ts');
  const { stdout } = await execute(process.execPath, [script, ...args], { maxBuffer: 1e8 });
  return stdout.trim();
}
