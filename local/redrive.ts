/**
 * `npm run redrive -- --queue URL`: moves the messages of the dead-letter queue back to the queue they came from, after their cause has
 * been fixed. SQS moves them (StartMessageMoveTask), so none is lost or doubled. Objects that were counted meanwhile are not counted
 * again, because the ledger knows them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { regionOfQueue } from './redrive/queue-url.ts';
import { redrive } from './redrive/redrive.ts';
import { type Command, run } from './terminal/command.ts';
import { confirmAtTerminal } from './terminal/confirm.ts';
import { printError } from './terminal/print.ts';
import { progress } from './terminal/progress.ts';

const HELP = `Moves the messages of the dead-letter queue back to the queue they came from. Objects that were counted meanwhile are not
counted again. The exact command with its URL is an output of the deployment.

  --queue URL  the dead-letter queue
  --dry-run    only say how many messages there are
  --yes        do not ask before moving them`;

interface RedriveOptions {
  readonly queueUrl: string;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

function parse(args: readonly string[]): RedriveOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      queue: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  if (values.queue === undefined) throw new Error('--queue is missing: the URL of the dead-letter queue');
  return { queueUrl: values.queue, isDryRun: values['dry-run'], isConfirmed: values.yes };
}

function redriveAll({ queueUrl, isDryRun, isConfirmed }: RedriveOptions): Promise<number> {
  const region = regionOfQueue(queueUrl);
  return redrive(
    { queueUrl, isDryRun },
    {
      sqs: new SQSClient(region === undefined ? {} : { region }),
      say: printError,
      confirm: isConfirmed ? async () => true : confirmAtTerminal,
      progress,
      pause: () => pause(1000),
    },
  );
}

const command: Command<RedriveOptions> = {
  name: 'redrive',
  form: '--queue URL [--dry-run] [--yes]',
  help: HELP,
  parse,
  run: redriveAll,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
