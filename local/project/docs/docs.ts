/**
 * `npm run docs`: writes the generated parts of the documents, and the pictures that the README shows where there is a
 * Chromium.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Command, run } from '../../terminal/command.ts';
import { print } from '../../terminal/print.ts';
import { browserPath } from './browser.ts';
import { DOCUMENTS } from './documents.ts';
import { writePictures } from './screenshots.ts';

interface DocsOptions {
  readonly hasPictures: boolean;
}

const command: Command<DocsOptions> = {
  name: 'docs',
  form: '[--no-pictures]',
  help: `Writes the generated parts of the documents, and the pictures that the README shows.

  --no-pictures  only the text`,
  parse: (args) => {
    const { values } = parseArgs({ args: [...args], options: { 'no-pictures': { type: 'boolean', default: false } } });
    return { hasPictures: !values['no-pictures'] };
  },
  run: async ({ hasPictures }) => {
    for (const { path, generate } of DOCUMENTS) {
      await writeFile(path, generate(await readFile(path, 'utf8')));
      print(path);
    }
    if (!hasPictures) return 0;
    const browser = browserPath();
    if (browser === undefined)
      throw new Error('no Chromium found for the pictures: install one or set CHROMIUM to its path');
    for (const path of await writePictures(browser)) print(path);
    return 0;
  },
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
