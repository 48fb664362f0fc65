/**
 * The ledger: one DynamoDB item per log object, so that each is counted once. claim -> publishing -> complete.
 *
 * CLAIMED:    exactly `requestsDone` of the object's PutMetricData requests are out.
 * PUBLISHING: these are out, and the next one may be.
 * COMPLETE:   all are out.
 * Whoever holds a live lease is at work; after it anyone may take over. docs/counted-once.md has the table of transitions.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

export interface Ledger {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Ends calls that would outlast the invocation; then they reject. */
  readonly abortSignal?: AbortSignal;
}

export interface Claim {
  readonly id: string;
  /** Unique to this claim: a write is only made while the item still names it. */
  readonly owner: string;
  readonly requestsDone: number;
  /** Somebody began to publish the next request and never said how it ended. */
  readonly isInDoubt: boolean;
  /** Requests below this number may be out besides, cut in another way. */
  readonly doubtUntil: number;
  /** What the requests were cut from when publishing began; undefined before. */
  readonly cut: Cut | undefined;
}

export interface Cut {
  /** Tells whether reading the object again gives the same requests. */
  readonly fingerprint: string;
  /** Moment of that ingestion, milliseconds since 1970: the accept window follows from it. */
  readonly ingestedAt: number;
}

/** What the ledger is told before the next request goes out. */
export type Progress = Cut & Pick<Claim, 'requestsDone' | 'doubtUntil'>;

export const COMPLETE = 'complete';
/** Another invocation holds a live claim. It may die, so this means "later", never "done". */
export const BUSY = 'busy';

/** CloudWatch refuses data after 14 days, so nothing older can be counted a second time. */
const EXPIRY_SECONDS = 15 * 24 * 3600;
/** Reads of a contested item before it is left for later. */
const CLAIM_READS = 3;

/**
 * The ETag tells contents of one key apart. Not the version: a listing (replay) does not give it, and a copy of the same
 * content under the same key is the same log.
 */
export function ledgerId(bucket: string, key: string, etag: string | undefined): string {
  return `${bucket}\n${key}\n${etag ?? ''}`;
}

/** Takes the object, or says why not. `lease` is a moment after which this invocation is certainly dead. */
export async function claim(
  ledger: Ledger,
  { id, owner, lease }: { readonly id: string; readonly owner: string; readonly lease: number },
): Promise<Claim | typeof COMPLETE | typeof BUSY> {
  const item = { id: { S: id }, status: { S: 'CLAIMED' }, owner: { S: owner }, lease: number(lease), expiry: expiry() };
  const put = new PutItemCommand({
    TableName: ledger.table,
    Item: { ...item, requestsDone: number(0) },
    // DynamoDB deletes expired items when it finds the time; until then they count as deleted.
    ConditionExpression: 'attribute_not_exists(id) OR expiry < :now',
    ExpressionAttributeValues: { ':now': number(seconds(Date.now())) },
  });
  if (await holds(() => ledger.client.send(put, options(ledger)))) {
    return { id, owner, requestsDone: 0, isInDoubt: false, doubtUntil: 0, cut: undefined };
  }
  for (let read = 0; read < CLAIM_READS; read++) {
    const found = await readItem(ledger, id);
    if (found === undefined) return BUSY;
    if (found.status === 'COMPLETE') return COMPLETE;
    // Ours already where DynamoDB's answer was lost and the SDK asked again.
    if (found.owner === owner) return claimOf(found, owner);
    if (found.lease > Date.now()) return BUSY;
    const taken = await takeOver(ledger, found, { owner, lease });
    if (taken !== undefined) return claimOf(taken, owner);
  }
  return BUSY;
}

/** What the item holds at the moment it changes hands; undefined where somebody else was faster. */
async function takeOver(ledger: Ledger, found: LedgerItem, next: { owner: string; lease: number }) {
  const update = new UpdateItemCommand({
    TableName: ledger.table,
    Key: { id: { S: found.id } },
    UpdateExpression: 'SET #owner = :owner, lease = :lease, expiry = :expiry',
    ConditionExpression: '#owner = :previous AND #status <> :complete',
    ExpressionAttributeNames: { '#owner': 'owner', '#status': 'status' },
    ExpressionAttributeValues: {
      ':owner': { S: next.owner },
      ':lease': number(next.lease),
      ':expiry': expiry(),
      ':previous': { S: found.owner },
      ':complete': { S: 'COMPLETE' },
    },
    ReturnValues: 'ALL_NEW',
  });
  let attributes: Record<string, AttributeValue> | undefined;
  const isTaken = await holds(async () => {
    attributes = (await ledger.client.send(update, options(ledger))).Attributes;
  });
  return isTaken && attributes !== undefined ? itemOf(attributes) : undefined;
}

/** Before the next request goes out. False where somebody else has taken the object over: then nothing may be sent. */
export function markPublishing(ledger: Ledger, mine: Claim, next: Progress) {
  return updateOwn(ledger, mine, {
    set: '#status = :status, cut = :cut, ingestedAt = :at, requestsDone = :done, doubtUntil = :doubt',
    condition: NOT_COMPLETE,
    values: {
      ':status': { S: 'PUBLISHING' },
      ':cut': { S: next.fingerprint },
      ':at': number(next.ingestedAt),
      ':done': number(next.requestsDone),
      ':doubt': number(next.doubtUntil),
    },
  });
}

/** May be said twice: the SDK asks again where DynamoDB's answer was lost. */
export function complete(ledger: Ledger, mine: Claim): Promise<boolean> {
  return updateOwn(ledger, mine, {
    set: '#status = :complete, lease = :lease, expiry = :expiry',
    condition: '#owner = :owner',
    values: { ':lease': number(0), ':expiry': expiry() },
  });
}

/** Gives the object back, so that a retry need not wait for the lease. `isInDoubt`: the next request may be out. */
export function release(ledger: Ledger, mine: Claim, isInDoubt: boolean): Promise<boolean> {
  return updateOwn(ledger, mine, {
    set: '#status = :status, lease = :lease',
    condition: NOT_COMPLETE,
    values: { ':status': { S: isInDoubt ? 'PUBLISHING' : 'CLAIMED' }, ':lease': number(0) },
  });
}

const NOT_COMPLETE = '#owner = :owner AND #status <> :complete';

interface OwnUpdate {
  readonly set: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, { S: string } | { N: string }>>;
}

/** Writes to the item while it still names this claim. */
function updateOwn(ledger: Ledger, { id, owner }: Claim, update: OwnUpdate): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: ledger.table,
    Key: { id: { S: id } },
    UpdateExpression: `SET ${update.set}`,
    ConditionExpression: update.condition,
    ExpressionAttributeNames: { '#owner': 'owner', '#status': 'status' },
    ExpressionAttributeValues: { ...update.values, ':owner': { S: owner }, ':complete': { S: 'COMPLETE' } },
  });
  return holds(() => ledger.client.send(command, options(ledger)));
}

function options({ abortSignal }: Ledger): { abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}

/** Did the write's condition hold? Any other failure is thrown. */
async function holds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

interface LedgerItem {
  readonly id: string;
  readonly owner: string;
  readonly status: string | undefined;
  readonly lease: number;
  readonly requestsDone: number;
  readonly doubtUntil: number;
  readonly cut: Cut | undefined;
}

async function readItem(ledger: Ledger, id: string): Promise<LedgerItem | undefined> {
  const command = new GetItemCommand({ TableName: ledger.table, Key: { id: { S: id } }, ConsistentRead: true });
  const { Item } = await ledger.client.send(command, options(ledger));
  return Item === undefined ? undefined : itemOf(Item);
}

function itemOf(attributes: Readonly<Record<string, AttributeValue>>): LedgerItem {
  const { id, owner, status, lease, requestsDone, doubtUntil, cut, ingestedAt } = attributes;
  return {
    id: id?.S ?? '',
    owner: owner?.S ?? '',
    status: status?.S,
    lease: Number(lease?.N ?? 0),
    requestsDone: Number(requestsDone?.N ?? 0),
    doubtUntil: Number(doubtUntil?.N ?? 0),
    cut: cut?.S === undefined ? undefined : { fingerprint: cut.S, ingestedAt: Number(ingestedAt?.N ?? 0) },
  };
}

function claimOf({ id, status, requestsDone, doubtUntil, cut }: LedgerItem, owner: string): Claim {
  return { id, owner, requestsDone, doubtUntil, cut, isInDoubt: status === 'PUBLISHING' };
}

function expiry() {
  return number(seconds(Date.now()) + EXPIRY_SECONDS);
}

function seconds(millis: number): number {
  return Math.floor(millis / 1000);
}

function number(value: number) {
  return { N: String(value) };
}
