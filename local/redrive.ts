/**
 * `npm run redrive -- --queue URL [--dry-run] [--yes]`: moves the messages of the dead-letter queue back to the queue they came
 * from, after their cause has been mended. SQS itself moves them (StartMessageMoveTask), so none is lost or doubled by us;
 * objects that were counted meanwhile are not counted again, for the ledger knows them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { regionOfQueue } from './redrive/queue-url.ts';
import { redrive } from './redrive/redrive.ts';
import { confirmAtTerminal } from './terminal/confirm.ts';
import { messageOf, print, printError } from './terminal/print.ts';
import { progress } from './terminal/progress.ts';

const USAGE = 'npm run redrive -- --queue <URL of the dead-letter queue> [--dry-run] [--yes]';
const HELP = `Usage: ${USAGE}

Moves the messages of the dead-letter queue back to the queue they came from. Objects counted meanwhile are not counted
again. The exact command with its URL is an output of the deployment.

  --queue URL  the dead-letter queue
  --dry-run    only say how many messages there are
  --yes        do not ask before moving them
  --help       this text`;

try {
  const { values } = parseArgs({
    options: {
      queue: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(HELP);
    process.exit();
  }
  if (values.queue === undefined) throw new Error(`--queue is missing: ${USAGE}`);
  const region = regionOfQueue(values.queue);
  process.exitCode = await redrive(
    { queueUrl: values.queue, isDryRun: values['dry-run'] },
    {
      sqs: new SQSClient(region === undefined ? {} : { region }),
      say: printError,
      confirm: values.yes ? async () => true : confirmAtTerminal,
      progress,
      pause: () => pause(1000),
    },
  );
} catch (error) {
  printError(messageOf(error));
  process.exitCode = 1;
}
