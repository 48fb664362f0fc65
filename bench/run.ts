/**
 * `npm run bench [-- NAME [options]]`: runs one of the measurements of this folder.
 *
 * The name of a measurement -> tables in Markdown on standard output, progress on standard error.
 */
import { parseArgs } from 'node:util';
import { type Command, run } from '../local/terminal/command.ts';
import { oneOfChoices } from '../local/terminal/options.ts';
import { BENCHES, type Listed } from './benches.ts';

const NAMES = Object.keys(BENCHES) as (keyof typeof BENCHES)[];

interface Measurement {
  readonly run: (args: readonly string[]) => Promise<void>;
}

const [first = '', ...rest] = process.argv.slice(2);
if (first === 'help') await run(unnamed(), ['--help']);
else if (first === '' || first.startsWith('-')) await run(unnamed(), process.argv.slice(2));
else await run(named(first), rest);

function unnamed(): Command<readonly string[]> {
  return { ...named('throughput'), form: '[NAME] [options]', help: list() };
}

function named(text: string): Command<readonly string[]> {
  const known = NAMES.find((name) => name === text);
  return {
    name: 'bench',
    form: `${known ?? '[NAME]'} [options]`,
    help: known === undefined ? list() : `${known}: ${BENCHES[known].about}.\n\n${optionsOf(BENCHES[known])}`,
    parse(args) {
      const { options } = BENCHES[oneOfChoices('the measurement', text, NAMES)];
      parseArgs({ args: [...args], options: parsed(options) });
      return args;
    },
    async run(args) {
      const measurement: Measurement = await import(new URL(`./${text}.ts`, import.meta.url).href);
      await measurement.run(args);
      return 0;
    },
  };
}

/** Each measurement reads the values itself. */
function parsed(options: Listed['options']) {
  const all = Object.keys(options).map((option) => {
    const [name = '', value] = option.split(' ');
    return [name.slice(2), { type: value === undefined ? 'boolean' : 'string', multiple: true }] as const;
  });
  return Object.fromEntries(all);
}

function list(): string {
  const lines = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(12)}${about}`);
  return `Measurements:\n${lines.join('\n')}\n\nNAME --help lists the options of one. Without a name: the options of throughput.\n\n${optionsOf(BENCHES.throughput)}`;
}

function optionsOf({ options }: Listed): string {
  return Object.entries(options)
    .map(([option, text]) => `  ${option.padEnd(20)}${text}`)
    .join('\n');
}
