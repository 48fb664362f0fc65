import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import { regionOfQueue } from '../../../local/queue/queue-url.ts';
import { redrive } from '../../../local/queue/redrive.ts';
import '../../support/loopback/edge.ts';
import { type SqsLoopback, sqsLoopback } from '../../support/loopback/sqs.ts';

const opened: SqsLoopback[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

type Given = Partial<Pick<SqsLoopback, 'cameFromQueue' | 'sources'>> & {
  readonly isDryRun?: boolean;
  /** The destination is named on the command line. */
  readonly isNamed?: boolean;
};

interface Redriven {
  readonly code: number;
  readonly said: readonly string[];
  readonly asked: readonly string[];
  readonly server: SqsLoopback;
}

async function run(
  dead: number,
  answer: boolean,
  { isDryRun = false, isNamed = false, ...known }: Given = {},
): Promise<Redriven> {
  const server = Object.assign(await sqsLoopback(), known);
  opened.push(server);
  server.dead.push(...Array.from({ length: dead }, (_, index) => `body ${index}`));
  const said: string[] = [];
  const asked: string[] = [];
  const sqs = new SQSClient({ endpoint: server.url });
  const code = await redrive(
    { queueUrl: server.deadUrl, toUrl: isNamed ? server.queueUrl : undefined, isDryRun },
    {
      sqs,
      say: (line) => said.push(line),
      confirm: async (question) => {
        asked.push(question);
        return answer;
      },
      progress: () => ({ update: () => undefined, stop: () => undefined }),
      pause: async () => undefined,
    },
  );
  sqs.destroy();
  return { code, said, asked, server };
}

test('every message goes back, once that was agreed to', async () => {
  const { code, said, asked, server } = await run(8, true);
  expect(asked).toEqual(['Move 8 messages to arn:aws:sqs:eu-central-1:123456789012:queue?']);
  expect([code, server.messages.length, server.dead.length]).toEqual([0, 8, 0]);
  expect(said.at(-1)).toBe('8 messages were moved');
});

test('what EventBridge or SNS set aside goes back too, though SQS does not know where it came from', async () => {
  for (const isNamed of [true, false]) {
    const { code, said, server } = await run(5, true, { cameFromQueue: false, isNamed });
    expect([code, said.at(-1), server.messages.length]).toEqual([0, '5 messages were moved', 5]);
  }
});

test.each([
  [[], 'no queue has it as its dead-letter queue'],
  [['https://q/a', 'https://q/b'], 'there are https://q/a, https://q/b as its dead-letter queue'],
])('fails where %j could be meant, unless it is told', async (sources, says) => {
  await expect(run(2, true, { sources })).rejects.toThrow(
    `--to is missing: must be the queue that messages go to. ${says}`,
  );
  expect((await run(2, true, { sources, isNamed: true })).code).toBe(0);
});

test.each([
  ['a dry run', true, true, 'nothing was moved (--dry-run)', 0],
  ['a no', false, false, 'nothing was moved', 1],
])('%s moves nothing', async (_name, answer, isDryRun, last, exitCode) => {
  const { code, said, server } = await run(2, answer, { isDryRun });
  expect([code, said.at(-1), server.dead.length, server.messages.length]).toEqual([exitCode, last, 2, 0]);
  expect(server.operations).not.toContain('StartMessageMoveTask');
});

test('an empty queue asks nothing', async () => {
  const { code, said, asked } = await run(0, true);
  expect([code, asked]).toEqual([0, []]);
  expect(said).toEqual(['0 messages are waiting in arn:aws:sqs:eu-central-1:123456789012:dead']);
});

test.each([
  ['https://sqs.eu-central-1.amazonaws.com/123456789012/dead', 'eu-central-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/dead', 'cn-north-1'],
  ['http://127.0.0.1:9324/queue/dead', undefined],
])('the region of %s is %s', (url, region) => expect(regionOfQueue(url, '--queue')).toBe(region));

test('fails for what is no URL', () => {
  expect(() => regionOfQueue('dead', '--queue')).toThrow(
    "`--queue` is 'dead': must be a URL such as https://sqs.eu-central-1",
  );
});
