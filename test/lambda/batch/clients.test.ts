import { Readable } from 'node:stream';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { dynamoDbClient, s3Client } from '../../../lambda/batch/clients.ts';
import { S3_OPTIONS } from '../../../lambda/read/object.ts';

type Headers = Readonly<Record<string, string>>;

/** Options of a client whose requests are only kept. */
function keeping(sent: Headers[]) {
  const handle = async ({ headers }: { readonly headers: Headers }) => {
    sent.push({ ...headers });
    return { response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from('{}')]) } };
  };
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  return { region: 'us-east-1', credentials, requestHandler: { handle, metadata: { handlerProtocol: 'http/1.1' } } };
}

const update = () => new UpdateItemCommand({ TableName: 't', Key: { id: { S: 'a' } } });
const get = () => new GetObjectCommand({ Bucket: 'logs', Key: 'k' });

const AGENT = ['user-agent', 'x-amz-user-agent'];
const SIGNED = /SignedHeaders=([^,]+)/;

function lasting(headers: Headers | undefined) {
  if (headers === undefined) throw new Error('nothing was sent');
  return [
    ...AGENT.map((name) => headers[name]),
    SIGNED.exec(headers.authorization ?? '')?.[1],
    Object.keys(headers).sort(),
  ];
}

test('every request says of the SDK what the SDK says, the first ones and the later ones', async () => {
  const sent: Headers[] = [];
  const ours = [dynamoDbClient(keeping(sent)), s3Client(keeping(sent))] as const;
  await Promise.all([ours[0].send(update()), ours[0].send(update()), ours[1].send(get()), ours[1].send(get())]);
  for (let times = 0; times < 3; times++) {
    await ours[0].send(update());
    await ours[1].send(get());
  }
  const whole: Headers[] = [];
  await new DynamoDBClient(keeping(whole)).send(update());
  await new S3Client({ ...keeping(whole), ...S3_OPTIONS }).send(get());
  const isOfS3 = ({ host }: Headers) => host?.includes('s3') === true;
  for (const one of sent) expect(lasting(one)).toEqual(lasting(whole.find((other) => isOfS3(other) === isOfS3(one))));
  expect(sent).toHaveLength(10);
});
