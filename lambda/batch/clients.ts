/** How the function makes its clients of AWS. */
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { CLOUDWATCH_OPTIONS } from '../publish/put.ts';
import { S3_OPTIONS } from '../read/object.ts';
import { readPlainObjects, writePlainJson } from './plain-protocol.ts';

export function s3Client(config: S3ClientConfig): S3Client {
  const client = withoutWaste(new S3Client({ ...S3_OPTIONS, ...config }));
  readPlainObjects(client);
  return client;
}

export function dynamoDbClient(config: DynamoDBClientConfig): DynamoDBClient {
  const client = withoutWaste(new DynamoDBClient(config));
  writePlainJson(client, { isPacked: false });
  return client;
}

export function cloudWatchClient(config: CloudWatchClientConfig): CloudWatchClient {
  const client = withoutWaste(
    new CloudWatchClient({ ...CLOUDWATCH_OPTIONS, ...config, disableRequestCompression: true }),
  );
  writePlainJson(client, { isPacked: config.disableRequestCompression !== true });
  return client;
}

interface AnyClient {
  readonly middlewareStack: unknown;
  readonly config: { signer: (...scheme: never[]) => Promise<unknown> };
}

function withoutWaste<Client extends AnyClient>(client: Client): Client {
  const stack = client.middlewareStack as Stack;
  // It copies every input and output for a log that nobody has asked for.
  stack.remove('loggerMiddleware');
  keepUserAgent(stack);
  keepSigner(client.config);
  return client;
}

/** As much of the stack of a client as is used here, the same for each. */
interface Stack {
  readonly remove: (name: string) => boolean;
  readonly add: (
    middleware: (next: Handler) => Handler,
    options: { readonly step: 'build' | 'finalizeRequest'; readonly name: string },
  ) => void;
}

type Handler = (args: { readonly request: { readonly headers: Record<string, string> } }) => Promise<unknown>;

const USER_AGENT = ['user-agent', 'x-amz-user-agent'] as const;

/** The SDK composes the same text for each request. After the first request it is taken from there. */
function keepUserAgent(stack: Stack): void {
  const kept: Record<string, string> = {};
  const first = (next: Handler): Handler => {
    return (args) => {
      const { headers } = args.request;
      for (const name of USER_AGENT) if (headers[name] !== undefined) kept[name] = headers[name];
      stack.remove('firstUserAgent');
      // Several requests may be the first.
      if (stack.remove('getUserAgentMiddleware')) stack.add(later, { step: 'build', name: 'keptUserAgent' });
      return next(args);
    };
  };
  const later = (next: Handler): Handler => {
    return (args) => {
      Object.assign(args.request.headers, kept);
      return next(args);
    };
  };
  stack.add(first, { step: 'finalizeRequest', name: 'firstUserAgent' });
}

/** The SDK makes a signer with all settings for each request. A client signs for one service in one Region. */
function keepSigner(config: AnyClient['config']): void {
  const { signer } = config;
  let kept: ReturnType<typeof signer> | undefined;
  config.signer = (...scheme) => {
    kept ??= signer(...scheme);
    return kept;
  };
}
