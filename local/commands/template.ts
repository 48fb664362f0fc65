/**
 * `elb-log-metrics template --out DIR`: the deployment as a CloudFormation template and zip files, for those who do not
 * use the CDK.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonOf } from '../read/paths.ts';
import { localSettings } from '../read/settings.ts';
import { standalone } from '../template/standalone.ts';
import { type Command, run } from '../terminal/command.ts';
import { print } from '../terminal/print.ts';

interface TemplateOptions {
  readonly out: string;
  readonly settings: string | undefined;
}

const HELP = `Writes the deployment as a CloudFormation template, and the code of its functions as zip files next to it.
  template.json      its functions name the zip files: for aws cloudformation package, and for sam deploy
  template-s3.json   its functions name objects of the bucket in the parameter CodeBucket: for Terraform and the console

  --out DIR         the folder to write to
  --settings FILE   settings as JSON, as in the context of cdk.json (default: elb-log-metrics.json; in a clone, cdk.json)`;

function parse(args: readonly string[]): TemplateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { out: { type: 'string' }, settings: { type: 'string' } },
  });
  if (values.out === undefined) throw new Error('--out is missing: the folder to write to');
  return { out: values.out, settings: values.settings };
}

async function template({ out, settings }: TemplateOptions): Promise<undefined> {
  const { local, inBucket, code } = standalone(await localSettings(settings));
  const files = new Map<string, string | Uint8Array>([
    ['template.json', `${JSON.stringify(local, undefined, 1)}\n`],
    ['template-s3.json', `${JSON.stringify(inBucket)}\n`],
    ...code,
  ]);
  try {
    await mkdir(out, { recursive: true });
    for (const [name, content] of files) await writeFile(join(out, name), content);
  } catch (cause) {
    throw new Error(`cannot write to '${out}': ${cause instanceof Error ? reasonOf(cause) : cause}`, { cause });
  }
  print([...files.keys()].map((name) => join(out, name)).join('\n'));
  return undefined;
}

const command: Command<TemplateOptions> = {
  name: 'template',
  form: '--out DIR [--settings FILE]',
  help: HELP,
  parse,
  run: template,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
