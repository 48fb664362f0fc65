/** What every command shares: `--help`, `--version`, one voice for errors, the exit code. */
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { closest } from '../../lib/settings/closest.ts';
import { awsReason } from './aws-error.ts';
import { failWithLostOutput } from './lost-output.ts';
import { print, printError } from './print.ts';
import { version } from './version.ts';

export interface Command<Options> {
  /** As in `npm run NAME` and `elb-log-metrics NAME`. */
  readonly name: string;
  /** What follows the call in the first line of the help, for instance `[options] PATH…`. */
  readonly form: string;
  /** What the command does, and a line for each option but `--help` and `--version`. */
  readonly help: string;
  /**
   * The words after the name -> checked options. Throws a sentence that names the option, what it got and what would be
   * right.
   */
  readonly parse: (args: readonly string[]) => Options;
  /** The exit code; 0 where there is none. */
  readonly run: (options: Options) => Promise<number | undefined>;
}

/** Runs a command and leaves its exit code to the process: 1, with the reason on standard error, where it throws. */
export async function run<Options>(command: Command<Options>, args: readonly string[]): Promise<void> {
  failWithLostOutput(command.name);
  // The SDK is part of the program. What it says of its later versions on an old Node is nothing a user can act on.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  if (args.includes('--help') || args.includes('-h')) {
    print(helpOf(command));
    return;
  }
  if (isVersionAsked(args)) {
    print(version());
    return;
  }
  try {
    process.exitCode = (await command.run(command.parse(args))) ?? 0;
  } catch (error) {
    printError(
      `${command.name}: ${unknownOption(command, error) ?? wrongValue(error) ?? awsReason(error) ?? failureText(error)}`,
    );
    process.exitCode = 1;
  }
}

/** `-v` as of Node and npm. */
export function isVersionAsked(args: readonly string[]): boolean {
  return args.includes('--version') || args.includes('-v');
}

/** An option that nobody knows, with the one that was probably meant. */
function unknownOption<Options>({ help }: Command<Options>, error: unknown): string | undefined {
  const isUnknown = error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  const option = isUnknown ? /'(-[^']*)'/.exec(error.message)?.[1] : undefined;
  if (option === undefined) return undefined;
  const meant = closest(
    option,
    [...help.matchAll(/--[a-z-]+/g)].map(([name]) => name),
  );
  return `${option} is not an option${meant === undefined ? ': --help lists them' : `: did you mean ${meant}?`}`;
}

/** An option without its value, or with one that it does not take. */
function wrongValue(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE'))
    return undefined;
  const option = /--[a-z-]+/.exec(error.message)?.[0];
  if (option === undefined) return undefined;
  if (error.message.includes('does not take')) return `${option} takes no value`;
  return `${option} needs a value (one that begins with a dash is written as ${option}=-…)`;
}

/** How to call a command the way it was called: by npm in a clone, or by the installed program. */
export function callOf(name: string): string {
  const script = process.env.npm_lifecycle_event;
  if (script === undefined || script === 'npx') return `elb-log-metrics ${name}`;
  return script === 'start' ? 'npm start --' : `npm run -s ${script} --`;
}

function helpOf<Options>({ name, form, help }: Command<Options>): string {
  const common = { '--help': 'this text', '--version': 'the version of elb-log-metrics' };
  const lines = Object.entries(common).map(([option, does]) => `  ${option.padEnd(columnOf(help) - 2)}${does}`);
  const own = help.split('\n');
  const behind = own.findLastIndex((line) => /^ {2}(?:--| {8})/.test(line)) + 1;
  return [`Usage: ${callOf(name)} ${form}`, '', ...own.toSpliced(behind || own.length, 0, ...lines)].join('\n');
}

/** Where the descriptions of the options begin. */
function columnOf(help: string): number {
  return /^( {2}--\S+(?: \S+)* {2,})/m.exec(help)?.[1]?.length ?? 20;
}
