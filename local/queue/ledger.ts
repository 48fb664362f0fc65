/** What the ledger knows of listed objects, and how it is made to forget them. */
import { BatchGetItemCommand, DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerId } from '../../lambda/publish/ledger.ts';
import { unquoted } from '../../lambda/read/event.ts';
import type { ListedObject } from './listing.ts';

export interface ReplayLedger {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly bucket: string;
}

/** Keys of one BatchGetItem. Source: API reference. */
const KEYS_PER_READ = 100;

/** Those of the objects that the ledger holds as counted. */
export async function countedBefore(ledger: ReplayLedger, objects: readonly ListedObject[]): Promise<ListedObject[]> {
  const counted = new Set<string>();
  for (let from = 0; from < objects.length; from += KEYS_PER_READ) {
    const ids = objects.slice(from, from + KEYS_PER_READ).map((object) => ledgerIdOf(ledger, object));
    for (const id of await completeIds(ledger, [...new Set(ids)])) counted.add(id);
  }
  return objects.filter((object) => counted.has(ledgerIdOf(ledger, object)));
}

async function completeIds({ client, table }: ReplayLedger, ids: readonly string[]): Promise<string[]> {
  const complete: string[] = [];
  let keys = ids.map((id) => ({ id: { S: id } }));
  while (keys.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const { id, status } of Responses?.[table] ?? []) {
      if (id?.S !== undefined && status?.S === 'COMPLETE') complete.push(id.S);
    }
    keys = (UnprocessedKeys?.[table]?.Keys ?? []).flatMap(({ id }) =>
      id?.S === undefined ? [] : [{ id: { S: id.S } }],
    );
  }
  return complete;
}

/** Only what is complete: an object that is being published just now stays with its owner. */
export async function forget(ledger: ReplayLedger, object: ListedObject): Promise<void> {
  try {
    await ledger.client.send(
      new DeleteItemCommand({
        TableName: ledger.table,
        Key: { id: { S: ledgerIdOf(ledger, object) } },
        ConditionExpression: '#status = :complete',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':complete': { S: 'COMPLETE' } },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
}

function ledgerIdOf({ bucket }: ReplayLedger, { key, etag }: ListedObject): string {
  return ledgerId(bucket, key, unquoted(etag));
}
