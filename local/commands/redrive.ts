/**
 * `npm run redrive -- --queue URL [--to URL]`: moves the messages of the dead-letter queue to the queue of the
 * function, after their cause has been fixed. SQS moves them (StartMessageMoveTask), so none is lost or doubled.
 * Objects that were counted meanwhile are not counted again, because the ledger knows them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { regionOfQueue } from '../queue/queue-url.ts';
import { redrive } from '../queue/redrive.ts';
import { type Command, run } from '../terminal/command.ts';
import { confirmAtTerminal } from '../terminal/confirm.ts';
import { printError } from '../terminal/print.ts';
import { progress } from '../terminal/progress.ts';

const HELP = `Moves the messages of the dead-letter queue to the queue of the function. Objects that were counted meanwhile are not counted again.
The exact command with both URLs is an output of the deployment.

  --queue URL  the dead-letter queue
  --to URL     the queue of the function (default: the one queue whose dead-letter queue it is)
  --dry-run    only say how many messages there are
  --yes        do not ask before moving them

Rights: on the dead-letter queue sqs:GetQueueAttributes, ReceiveMessage, DeleteMessage, StartMessageMoveTask and ListMessageMoveTasks,
without --to also ListDeadLetterSourceQueues; on the queue of the function sqs:GetQueueAttributes and SendMessage; where a KMS key
encrypts them, kms:Decrypt and kms:GenerateDataKey.`;

interface RedriveOptions {
  readonly queueUrl: string;
  readonly toUrl: string | undefined;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

function parse(args: readonly string[]): RedriveOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      queue: { type: 'string' },
      to: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  if (values.queue === undefined) throw new Error('--queue is missing: the URL of the dead-letter queue');
  if (values.to !== undefined) regionOfQueue(values.to, '--to');
  return { queueUrl: values.queue, toUrl: values.to, isDryRun: values['dry-run'], isConfirmed: values.yes };
}

function redriveAll({ queueUrl, toUrl, isDryRun, isConfirmed }: RedriveOptions): Promise<number> {
  const region = regionOfQueue(queueUrl, '--queue');
  return redrive(
    { queueUrl, toUrl, isDryRun },
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
  form: '--queue URL [--to URL] [--dry-run] [--yes]',
  help: HELP,
  parse,
  run: redriveAll,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
