/**
 * `elb-log-metrics [COMMAND] …`: the commands of this folder as one program. Without the name of a command: the
 * preview.
 */
import { closest } from '../../lib/settings/closest.ts';
import { isVersionAsked } from '../terminal/command.ts';
import { print, printError } from '../terminal/print.ts';
import { version } from '../terminal/version.ts';

interface Listed {
  /** What it does, for the list of commands. */
  readonly about: string;
  /** Loaded when it is called, so that a quick command does not wait for the CDK. */
  readonly load: () => Promise<{ readonly main: (args: readonly string[]) => Promise<void> }>;
}

const COMMANDS: Readonly<Record<string, Listed>> = {
  preview: {
    about: 'what these logs say: incidents, dashboard, alarms and bill, on a page of this machine (the default)',
    load: () => import('./preview.ts'),
  },
  verdict: { about: 'what broke, as one JSON document for scripts and agents', load: () => import('./verdict.ts') },
  metrics: { about: 'the metric data that the function would send, as JSON', load: () => import('./metrics.ts') },
  simulate: {
    about: 'when alarms would have fired on these logs, with the delays that logs have',
    load: () => import('./simulate.ts'),
  },
  replay: { about: 'counts the logs of a past period', load: () => import('./replay.ts') },
  redrive: {
    about: 'moves failed messages back to the queue, after their cause has been fixed',
    load: () => import('./redrive.ts'),
  },
  init: { about: 'looks at an account, read only, and proposes settings', load: () => import('./init.ts') },
  template: {
    about: 'the deployment as a CloudFormation template and zip files, for CloudFormation, SAM and Terraform',
    load: () => import('./template.ts'),
  },
  generate: { about: 'writes made-up logs to try things on', load: () => import('./generate.ts') },
};

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined) return (await import('./preview.ts')).main([]);
  if (name === '--help' || name === '-h' || name === 'help') return print(help());
  if (isVersionAsked([name])) return print(version());
  if (Object.hasOwn(COMMANDS, name)) return (await COMMANDS[name]?.load())?.main(args);
  const meant = /^[a-z-]+$/.test(name) ? closest(name, Object.keys(COMMANDS)) : undefined;
  if (meant === undefined) return (await import('./preview.ts')).main([name, ...args]);
  printError(`'${name}' is no command: did you mean ${meant}? A file of that name is ./${name}`);
  process.exitCode = 1;
}

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map(({ length }) => length));
  const lines = Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`);
  return `Usage: elb-log-metrics [COMMAND] [options] [PATH…]

Says why requests through a load balancer failed, from its logs.

${lines.join('\n')}

elb-log-metrics COMMAND --help lists the options of a command.
elb-log-metrics --version prints the version.
Examples:
  elb-log-metrics ./logs
  elb-log-metrics s3://bucket/AWSLogs/ --from 2026-11-20T10:00Z`;
}

await main(process.argv.slice(2));
