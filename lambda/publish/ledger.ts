/**
 * The ledger: one DynamoDB item per log object, so that each is counted once. looked up -> publishing -> complete.
 *
 * PUBLISHING: exactly `requestsDone` of the object's PutMetricData requests are out, and the next one may be.
 * RELEASED:   these are out, and nobody is at work.
 * COMPLETE:   all are out.
 * Looking up writes nothing. The claim is the first write, PUBLISHING, and holds only while the item is as it was
 * looked up. Anyone who holds a live lease is at work; after it anyone may take over. docs/counted-once.md has the
 * table of transitions.
 */
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Cut, type LedgerItem, type ReadableTable, readItems, sendOptions } from './ledger-items.ts';

/** The table in the hands of one invocation. */
export interface Ledger extends ReadableTable {
  /** Unique to the invocation: a write is only made while the item names it. */
  readonly owner: string;
  /** A moment after which the invocation is certainly dead, milliseconds since 1970. */
  readonly lease: number;
}

/**
 * An object that may be published: how far others got with it, and the state of the item in which it may be claimed.
 */
export interface Standing {
  readonly id: string;
  readonly requestsDone: number;
  /** Somebody began to publish the next request and never said how it ended. */
  readonly isInDoubt: boolean;
  /** Requests below this number may be out as well, cut in another way. */
  readonly doubtUntil: number;
  /** What the requests were cut from when publishing began; undefined before. */
  readonly cut: Cut | undefined;
  /** Owner and status when it was looked up; undefined where there was no item, or one that has expired. */
  readonly seen: { readonly owner: string; readonly status: string } | undefined;
}

/** Nobody can have sent anything of it. */
export function isUntouched({ requestsDone, isInDoubt, doubtUntil }: Standing): boolean {
  return requestsDone === 0 && !isInDoubt && doubtUntil === 0;
}

/** What the ledger is told before the next request goes out. */
export type PublishProgress = Cut & Pick<Standing, 'requestsDone' | 'doubtUntil'>;

export const COMPLETE = 'complete';
/** Another invocation holds a live lease. It may die, so this means "later", never "done". */
export const BUSY = 'busy';

/** CloudWatch refuses data after 14 days, so nothing older can be counted a second time. */
const EXPIRY_SECONDS = 15 * 24 * 3600;

/**
 * The ETag identifies the content of a key. The version does not: a listing (replay) does not give it, and a copy of
 * the same content under the same key is the same log.
 */
export function ledgerId(bucket: string, key: string, etag: string | undefined): string {
  return `${bucket}\n${key}\n${etag ?? ''}`;
}

/** What the ledger says of each of these objects now. Rejects where it does not say so of all. */
export async function lookUp(
  ledger: Ledger,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, Standing | typeof COMPLETE | typeof BUSY>> {
  const all = [...new Set(ids)];
  const items = await readItems(ledger, all);
  const now = Date.now();
  return new Map(all.map((id) => [id, standing(id, items.get(id), now)]));
}

function standing(id: string, item: LedgerItem | undefined, now: number): Standing | typeof COMPLETE | typeof BUSY {
  // DynamoDB deletes expired items when it finds the time; until then they count as deleted.
  if (item === undefined || item.expiry < wholeSeconds(now)) {
    return { id, requestsDone: 0, isInDoubt: false, doubtUntil: 0, cut: undefined, seen: undefined };
  }
  const { owner, status, requestsDone, doubtUntil, cut } = item;
  if (status === 'COMPLETE') return COMPLETE;
  if (item.lease > now) return BUSY;
  return { id, requestsDone, doubtUntil, cut, isInDoubt: status === 'PUBLISHING', seen: { owner, status } };
}

/**
 * Takes the object and says that its next request goes out. False where somebody else was faster: then nothing may be
 * sent. May be said again by the same owner, and is where DynamoDB's answer was lost and the SDK asks again.
 */
export function claim(ledger: Ledger, object: Standing, next: PublishProgress): Promise<boolean> {
  const { seen } = object;
  const free =
    seen === undefined
      ? { condition: 'attribute_not_exists(id) OR expiry < :now', values: { ':now': number(wholeSeconds(Date.now())) } }
      : {
          condition: '(#owner = :seenOwner AND #status = :seenStatus AND requestsDone = :seenDone)',
          values: {
            ':seenOwner': { S: seen.owner },
            ':seenStatus': { S: seen.status },
            ':seenDone': number(object.requestsDone),
          },
        };
  return update(ledger, object.id, {
    set: `${PROGRESS}, #owner = :owner, lease = :lease, expiry = :expiry`,
    condition: `${free.condition} OR (${OWN_PROGRESS})`,
    values: {
      ...progressValues(next),
      ...free.values,
      ...{ ':lease': number(ledger.lease), ':expiry': expiry() },
    },
  });
}

/** Before another request of a claimed object goes out. False where somebody else has taken the object over. */
export function recordProgress(ledger: Ledger, { id }: Standing, next: PublishProgress): Promise<boolean> {
  return update(ledger, id, { set: PROGRESS, condition: OWN_PROGRESS, values: progressValues(next) });
}

/** May be said twice: the SDK asks again where DynamoDB's answer was lost. */
export function complete(ledger: Ledger, { id }: Standing): Promise<boolean> {
  return update(ledger, id, {
    set: '#status = :complete, lease = :lease, expiry = :expiry',
    condition: '#owner = :owner',
    values: { ':complete': { S: 'COMPLETE' }, ':lease': number(0), ':expiry': expiry() },
  });
}

/**
 * Gives a claimed object back, so that a retry need not wait for the lease. `isInDoubt`: the next request may be out.
 */
export function release(ledger: Ledger, { id }: Standing, isInDoubt: boolean): Promise<boolean> {
  return update(ledger, id, {
    set: '#status = :status, lease = :lease',
    condition: OWN,
    values: {
      ...{ ':status': { S: isInDoubt ? 'PUBLISHING' : 'RELEASED' }, ':complete': { S: 'COMPLETE' } },
      ':lease': number(0),
    },
  });
}

const OWN = '#owner = :owner AND #status <> :complete';
/** A write that was given up may arrive behind the writes that came after it, and must not undo them. */
const OWN_PROGRESS = '#owner = :owner AND #status = :status AND requestsDone <= :done';
const PROGRESS = '#status = :status, cut = :cut, ingestedAt = :at, requestsDone = :done, doubtUntil = :doubt';

function progressValues({ fingerprint, ingestedAt, requestsDone, doubtUntil }: PublishProgress) {
  return {
    ':status': { S: 'PUBLISHING' },
    ':cut': { S: fingerprint },
    ':at': number(ingestedAt),
    ':done': number(requestsDone),
    ':doubt': number(doubtUntil),
  };
}

interface Update {
  readonly set: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, { S: string } | { N: string }>>;
}

/** Did the condition hold? Any other failure is thrown. */
async function update(ledger: Ledger, id: string, { set, condition, values }: Update): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: ledger.table,
    Key: { id: { S: id } },
    UpdateExpression: `SET ${set}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#owner': 'owner', '#status': 'status' },
    ExpressionAttributeValues: { ...values, ':owner': { S: ledger.owner } },
  });
  try {
    await ledger.client.send(command, sendOptions(ledger));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function expiry() {
  return number(wholeSeconds(Date.now()) + EXPIRY_SECONDS);
}

function wholeSeconds(millis: number): number {
  return Math.floor(millis / 1000);
}

function number(value: number) {
  return { N: String(value) };
}
