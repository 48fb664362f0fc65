/**
 * What is known between two runs, as one item of the ledger's table. Two runs at once both read it, and only the first
 * to write it tells anything: the other starts again from what the first has left.
 */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type KnownState, NOTHING_KNOWN } from './known.ts';

/** No object of a bucket has such an id. */
export const MEMORY_ID = 'verdict/known';
const TTL_SECONDS = 15 * 24 * 3600;

export interface Memory {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
}

export interface Remembered {
  readonly known: KnownState;
  /** 0 where nothing has been written yet. */
  readonly version: number;
}

export async function recall({ client, table }: Memory): Promise<Remembered> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { id: { S: MEMORY_ID } }, ConsistentRead: true }),
  );
  const text = Item?.known?.S;
  const version = Number(Item?.version?.N ?? 0);
  return text === undefined ? { known: NOTHING_KNOWN, version } : { known: JSON.parse(text), version };
}

/** False where another run has written in the meantime. */
export async function remember(
  { client, table }: Memory,
  { known, version }: Remembered,
  now: number,
): Promise<boolean> {
  const expiry = Math.floor(now / 1000) + TTL_SECONDS;
  const Item = {
    ...{ id: { S: MEMORY_ID }, known: { S: JSON.stringify(known) } },
    ...{ version: { N: `${version + 1}` }, expiry: { N: `${expiry}` } },
  };
  const condition = {
    ConditionExpression: 'attribute_not_exists(id) OR version = :version',
    ExpressionAttributeValues: { ':version': { N: `${version}` } },
  };
  try {
    await client.send(new PutItemCommand({ TableName: table, Item, ...condition }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
