/**
 * `npm run replay -- --bucket B [--prefix P] --from T --to T --queue URL [--table NAME] [--dry-run] [--force] [--yes]`: counts log
 * objects of a past period, for instance after a deployment or an outage. Stopped, it goes on where it was when run again.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { localConfig } from './read/settings.ts';
import { regionOfQueue } from './redrive/queue-url.ts';
import { replay } from './replay/replay.ts';
import { timeOf } from './replay/time.ts';
import { confirmAtTerminal } from './terminal/confirm.ts';
import { messageOf, print, printError } from './terminal/print.ts';
import { progress } from './terminal/progress.ts';

const HELP = `Usage: npm run replay -- --bucket B [--prefix P] --from T --to T --queue URL [options]

Puts log objects of a past period on the queue, so that they are counted. Objects that were counted before are not counted
again: the ledger knows them for 15 days. Stopped, it goes on where it was when run again. The exact command with bucket,
queue and table is an output of the deployment. Logs whose names do not tell their format are known by the setting
formatByPrefix.

  --bucket B       the bucket that holds the logs
  --prefix P       only keys that begin with it
  --from T         begin of the period, ISO 8601: objects whose interval ends in it
  --to T           its end; CloudWatch refuses data older than two weeks, and shows those older than a day late
  --queue URL      the queue of the function
  --dry-run        only list what would be put on the queue
  --force          count again what the ledger says is counted; needs --table, and asks first
  --table NAME     the ledger
  --settings FILE  settings as JSON, as in the context of cdk.json (default: cdk.json)
  --yes            do not ask
  --help           this text`;

try {
  const { values } = parseArgs({
    options: {
      bucket: { type: 'string' },
      prefix: { type: 'string', default: '' },
      from: { type: 'string' },
      to: { type: 'string' },
      queue: { type: 'string' },
      table: { type: 'string' },
      settings: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(HELP);
    process.exit();
  }
  const { bucket, prefix, queue: queueUrl, table } = values;
  if (bucket === undefined) throw new Error('--bucket is missing: the bucket that holds the logs');
  const period = { from: timeOf('--from', values.from), to: timeOf('--to', values.to) };
  if (period.from >= period.to) throw new Error(`--from must be before --to, got '${values.from}' and '${values.to}'`);
  const { formatByPrefix } = await localConfig(values.settings);
  const region = queueUrl === undefined ? undefined : regionOfQueue(queueUrl);
  const client = region === undefined ? {} : { region };
  process.exitCode = await replay(
    { bucket, prefix, formatByPrefix, ...period, queueUrl, table, isDryRun: values['dry-run'], isForced: values.force },
    {
      s3: new S3Client({ ...client, followRegionRedirects: true }),
      sqs: new SQSClient(client),
      dynamodb: new DynamoDBClient(client),
      say: printError,
      confirm: values.yes ? async () => true : confirmAtTerminal,
      progress,
    },
  );
} catch (error) {
  printError(messageOf(error));
  process.exitCode = 1;
}
