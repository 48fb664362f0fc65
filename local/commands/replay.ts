/**
 * `npm run replay -- --bucket B --from T --to T --queue URL`: counts log objects of a past period, for instance after a
 * deployment or an outage. When it was stopped, the same command continues where it was.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { regionOfQueue } from '../queue/queue-url.ts';
import { type ReplayRequest, replay } from '../queue/replay.ts';
import { localConfig } from '../read/settings.ts';
import { type Command, run } from '../terminal/command.ts';
import { confirmAtTerminal } from '../terminal/confirm.ts';
import { time } from '../terminal/options.ts';
import { printError } from '../terminal/print.ts';
import { progress } from '../terminal/progress.ts';

const HELP = `Puts log objects of a past period on the queue, so that they are counted. Objects that were counted before are not counted
again: the ledger knows them for 15 days. If you stop it and run it again, it continues where it was. The exact command with bucket,
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
  --settings FILE  settings as JSON, as in the context of cdk.json (default: elb-log-metrics.json; in a clone, cdk.json)
  --yes            do not ask

Rights: s3:ListBucket on the bucket; sqs:SendMessage on the queue; with --table dynamodb:BatchGetItem on the ledger, with --force also
DeleteItem; where a KMS key encrypts them, kms:Decrypt and kms:GenerateDataKey.`;

interface ReplayOptions extends Omit<ReplayRequest, 'formatByPrefix'> {
  readonly settings: string | undefined;
  readonly isConfirmed: boolean;
}

function parse(args: readonly string[]): ReplayOptions {
  const { values } = parseArgs({
    args: [...args],
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
    },
  });
  const { bucket, prefix, queue: queueUrl, table, settings } = values;
  if (bucket === undefined) throw new Error('--bucket is missing: the bucket that holds the logs');
  if (values.from === undefined) throw new Error('--from is missing: a time such as 2026-05-04 or 2026-05-04T10:00Z');
  if (values.to === undefined) throw new Error('--to is missing: a time such as 2026-05-04 or 2026-05-04T10:00Z');
  const from = time('--from', values.from);
  const to = time('--to', values.to);
  if (from >= to) throw new Error(`--from is '${values.from}': must be before --to, which is '${values.to}'`);
  const flags = { isDryRun: values['dry-run'], isForced: values.force, isConfirmed: values.yes };
  return { bucket, prefix, from, to, queueUrl, table, settings, ...flags };
}

async function replayAll({ settings, isConfirmed, ...request }: ReplayOptions): Promise<number> {
  const { formatByPrefix } = await localConfig(settings);
  const region = request.queueUrl === undefined ? undefined : regionOfQueue(request.queueUrl, '--queue');
  const client = region === undefined ? {} : { region };
  return replay(
    { ...request, formatByPrefix },
    {
      s3: new S3Client({ ...client, followRegionRedirects: true }),
      sqs: new SQSClient(client),
      dynamodb: new DynamoDBClient(client),
      say: printError,
      confirm: isConfirmed ? async () => true : confirmAtTerminal,
      progress,
    },
  );
}

const command: Command<ReplayOptions> = {
  name: 'replay',
  form: '--bucket B [--prefix P] --from T --to T --queue URL [options]',
  help: HELP,
  parse,
  run: replayAll,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
