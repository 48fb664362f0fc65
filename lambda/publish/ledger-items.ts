/** The items of the ledger's table, read in as few calls as DynamoDB allows. Nothing here writes. */
import { setTimeout as pause } from 'node:timers/promises';
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface LedgerTable {
  readonly client: DynamoDBClient;
  readonly table: string;
}

export interface ReadableTable extends LedgerTable {
  /** Ends calls that would outlast the invocation; then they reject. */
  readonly abortSignal?: AbortSignal;
}

export interface Cut {
  /** Tells whether reading the object again gives the same requests. */
  readonly fingerprint: string;
  /** Moment of that ingestion, milliseconds since 1970: the accept window follows from it. */
  readonly ingestedAt: number;
}

export interface LedgerItem {
  readonly id: string;
  readonly owner: string;
  readonly status: string;
  readonly lease: number;
  readonly expiry: number;
  readonly requestsDone: number;
  readonly doubtUntil: number;
  readonly cut: Cut | undefined;
}

/** Keys of one BatchGetItem. Source: API reference. */
const KEYS_PER_READ = 100;
/** Keys that DynamoDB leaves unprocessed are asked for again, so often at most, with pauses that double. */
const READS_MAX = 5;
const PAUSE_MILLIS = 20;

/** By id, those that have an item. Rejects where DynamoDB does not say so of all. */
export async function readItems(from: ReadableTable, ids: readonly string[]): Promise<ReadonlyMap<string, LedgerItem>> {
  const pages: Promise<readonly LedgerItem[]>[] = [];
  for (let at = 0; at < ids.length; at += KEYS_PER_READ) pages.push(readPage(from, ids.slice(at, at + KEYS_PER_READ)));
  return new Map((await Promise.all(pages)).flat().map((item) => [item.id, item]));
}

/** Of at most KEYS_PER_READ ids, those that have an item. */
async function readPage(from: ReadableTable, ids: readonly string[]): Promise<readonly LedgerItem[]> {
  const items: LedgerItem[] = [];
  let keys: Record<string, AttributeValue>[] = ids.map((id) => ({ id: { S: id } }));
  for (let read = 1; keys.length > 0; read++) {
    const command = new BatchGetItemCommand({ RequestItems: { [from.table]: { Keys: keys, ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await from.client.send(command, sendOptions(from));
    items.push(...(Responses?.[from.table] ?? []).map(itemOf));
    keys = UnprocessedKeys?.[from.table]?.Keys ?? [];
    if (keys.length === 0) break;
    if (read === READS_MAX) throw new Error(`DynamoDB left ${keys.length} of ${ids.length} keys unread, ${read} times`);
    await pause(PAUSE_MILLIS * 2 ** read, undefined, { signal: from.abortSignal });
  }
  return items;
}

function itemOf(attributes: Readonly<Record<string, AttributeValue>>): LedgerItem {
  const { id, owner, status, lease, requestsDone, doubtUntil, cut, ingestedAt } = attributes;
  return {
    id: id?.S ?? '',
    owner: owner?.S ?? '',
    status: status?.S ?? '',
    lease: Number(lease?.N ?? 0),
    expiry: Number(attributes.expiry?.N ?? 0),
    requestsDone: Number(requestsDone?.N ?? 0),
    doubtUntil: Number(doubtUntil?.N ?? 0),
    cut: cut?.S === undefined ? undefined : { fingerprint: cut.S, ingestedAt: Number(ingestedAt?.N ?? 0) },
  };
}

export function sendOptions({ abortSignal }: Pick<ReadableTable, 'abortSignal'>): { abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}
