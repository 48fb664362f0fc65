/** How the function makes its clients of AWS. */
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { CLOUDWATCH_OPTIONS } from '../publish/put.ts';
import { S3_OPTIONS } from '../read/object.ts';
import { writePlainJson } from './plain-json.ts';

export function s3Client(config: S3ClientConfig): S3Client {
  return withoutLog(new S3Client({ ...S3_OPTIONS, ...config }));
}

export function dynamoDbClient(config: DynamoDBClientConfig): DynamoDBClient {
  const client = withoutLog(new DynamoDBClient(config));
  writePlainJson(client, { isPacked: false });
  return client;
}

export function cloudWatchClient(config: CloudWatchClientConfig): CloudWatchClient {
  const client = withoutLog(
    new CloudWatchClient({ ...CLOUDWATCH_OPTIONS, ...config, disableRequestCompression: true }),
  );
  writePlainJson(client, { isPacked: config.disableRequestCompression !== true });
  return client;
}

interface WithMiddleware {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
}

/** The SDK copies every input and output for a log that nobody has asked for. */
function withoutLog<Client extends WithMiddleware>(client: Client): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
