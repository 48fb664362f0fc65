/**
 * Lambda, as far as one function sees it: a process with AWS's own runtime interface client in it, fed by a loopback
 * Runtime API, killed at the deadline. Source: Lambda developer guide, "Using the Lambda runtime API".
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CLIENT = `${ROOT}.data/ric/node_modules/aws-lambda-ric/index.mjs`;
const BUNDLE = `${ROOT}dist/handler`;

/** `.ci/run` installs the client; without it these tests are skipped. */
export const HAS_RUNTIME_CLIENT = existsSync(CLIENT);

export interface Lambda {
  /** Invokes the function; `killed` when it was not done by the deadline, or crashed. */
  readonly invoke: (event: unknown, timeoutMillis: number) => Promise<Result>;
  /** Ends the process at once, as when it runs out of memory. */
  readonly crash: () => void;
  /** JSON lines the function has logged. */
  readonly lines: readonly LogLine[];
  readonly close: () => Promise<void>;
}

type Result =
  | { readonly outcome: 'response'; readonly body: unknown }
  | { readonly outcome: 'error' | 'initError'; readonly body: unknown }
  | { readonly outcome: 'killed' };

/** A line as Lambda's JSON log format has it. */
interface LogLine {
  readonly level?: string;
  readonly requestId?: string;
  readonly message?: unknown;
}

type Reply = (result: Result) => void;
type Send = (status: number, headers: Readonly<Record<string, string>>, body: string) => void;

export async function startLambda(environment: Readonly<Record<string, string>>): Promise<Lambda> {
  if (!existsSync(`${BUNDLE}/index.mjs`)) throw new Error('dist/handler is missing: npm run build makes it');
  let waiting: { readonly event: unknown; readonly deadline: number; readonly reply: Reply } | undefined;
  let polling: Send | undefined;
  let child: ChildProcess | undefined;
  let invocations = 0;
  const lines: LogLine[] = [];

  const deliver = (): void => {
    if (waiting === undefined || polling === undefined) return;
    invocations += 1;
    const headers = {
      'lambda-runtime-aws-request-id': `request-${process.pid}-${invocations}`,
      'lambda-runtime-deadline-ms': String(waiting.deadline),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:123456789012:function:metrics',
    };
    polling(200, headers, JSON.stringify(waiting.event));
    polling = undefined;
  };
  const answered = (path: string, body: string): void => {
    const outcome = path.endsWith('/response') ? 'response' : path.endsWith('/init/error') ? 'initError' : 'error';
    waiting?.reply({ outcome, body: JSON.parse(body) });
    waiting = undefined;
  };
  const server = createServer((request, response) => {
    const poll = (send: Send): void => {
      polling = send;
    };
    serve(request, response, { answered, poll }).then(deliver, () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const invoke = async (event: unknown, timeoutMillis: number): Promise<Result> => {
    // A process that has failed or was killed is replaced at the next invocation.
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      polling = undefined;
      child = start({ ...environment, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` }, lines);
    }
    const running = child;
    const replied = new Promise<Result>((reply) => {
      waiting = { event, deadline: Date.now() + timeoutMillis, reply };
    });
    deliver();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Result>((resolve) => {
      timer = setTimeout(() => resolve({ outcome: 'killed' }), timeoutMillis);
    });
    const crashed = new Promise<Result>((resolve) => running.once('exit', () => resolve({ outcome: 'killed' })));
    const result = await Promise.race([replied, late, crashed]);
    clearTimeout(timer);
    waiting = undefined;
    if (result.outcome !== 'response') await ended(running);
    return result;
  };
  return {
    invoke,
    crash: () => void child?.kill('SIGKILL'),
    lines,
    close: async () => {
      if (child !== undefined) await ended(child);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { answered, poll }: { readonly answered: (path: string, body: string) => void; readonly poll: (send: Send) => void },
): Promise<void> {
  const path = request.url ?? '';
  if (path.endsWith('/invocation/next')) {
    poll((status, headers, body) => response.writeHead(status, headers).end(body));
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  answered(path, body);
  response.writeHead(202).end('{}');
}

function start(environment: Readonly<Record<string, string>>, lines: LogLine[]): ChildProcess {
  const standIn = fileURLToPath(new URL('native-client.cjs', import.meta.url));
  const child = spawn(process.execPath, ['--require', standIn, CLIENT], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...{
        PATH: process.env.PATH,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
      ...{
        _HANDLER: 'index.handler',
        LAMBDA_TASK_ROOT: BUNDLE,
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        AWS_LAMBDA_LOG_LEVEL: 'INFO',
      },
      ...{
        AWS_LAMBDA_FUNCTION_NAME: 'metrics',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '768',
      },
      ...{ AWS_LAMBDA_LOG_GROUP_NAME: 'group', AWS_LAMBDA_LOG_STREAM_NAME: 'stream' },
      ...environment,
    },
  });
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part !== '') lines.push(JSON.parse(part));
  });
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}
