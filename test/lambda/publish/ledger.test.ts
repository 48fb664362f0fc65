import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BUSY,
  COMPLETE,
  claim,
  complete,
  type Ledger,
  ledgerId,
  lookUp,
  recordProgress,
  release,
  type Standing,
} from '../../../lambda/publish/ledger.ts';
import type { LedgerTable } from '../../../lambda/publish/ledger-items.ts';
import { createLedger, dynamoDBLoopback, TABLE } from '../../support/loopback/dynamodb.ts';
import '../../support/loopback/edge.ts';
import { HAS_MOTO, motoServer } from '../../support/loopback/moto.ts';
import type { Fault, Loopback } from '../../support/loopback/server.ts';
import { IS_LONG } from '../../support/rounds.ts';

const HOUR = 3_600_000;
const CUT = { fingerprint: 'f', ingestedAt: 1_700_000_000_000 };
const NONE_DONE = { ...CUT, requestsDone: 0, doubtUntil: 0 };

async function standingOf(ledger: Ledger, id: string) {
  return (await lookUp(ledger, [id])).get(id);
}

async function free(ledger: Ledger, id: string): Promise<Standing> {
  const found = await standingOf(ledger, id);
  if (found === undefined || found === COMPLETE || found === BUSY)
    throw new Error(`expected it to be free, got ${found}`);
  return found;
}

async function moto(): Promise<Loopback> {
  const server = await motoServer();
  await createLedger(server.url);
  return server;
}

describe.each([
  ['dynalite', true, () => dynamoDBLoopback()],
  // A second opinion; it takes as long to start as all the tests take.
  ['moto', HAS_MOTO && IS_LONG, moto],
] as const)('the ledger on %s', (name, isThere, start) => {
  let server: Loopback;
  let table: LedgerTable;
  let ids = 0;

  beforeAll(async () => {
    if (!isThere) return;
    server = await start();
    table = { client: new DynamoDBClient({ endpoint: server.url }), table: TABLE };
  });
  afterAll(async () => {
    if (!isThere) return;
    table.client.destroy();
    await server.close();
  });
  const it = test.skipIf(!isThere);
  /** Writes of moto are not atomic. */
  const itAtOnce = test.skipIf(!isThere || name === 'moto');

  const freshId = () => ledgerId('logs', `key-${ids++}`, 'etag');
  /** The ledger in the hands of this invocation. */
  const of = (owner: string, lease = Date.now() + HOUR): Ledger => ({ ...table, owner, lease });
  /** Looks an object up and claims it at once. */
  const take = async (id: string, ledger: Ledger, next = NONE_DONE): Promise<Standing> => {
    const found = await free(ledger, id);
    expect(await claim(ledger, found, next)).toBe(true);
    return found;
  };
  const item = async (id: string) => {
    const { Item } = await table.client.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: id } } }));
    return Item;
  };

  it('says of a new object that nobody has it, and writes nothing by that', async () => {
    const id = freshId();
    const unseen = { id, requestsDone: 0, isInDoubt: false, doubtUntil: 0, cut: undefined, seen: undefined };
    expect(await standingOf(of('a'), id)).toEqual(unseen);
    expect(await item(id)).toBeUndefined();
  });

  it('says of a claimed object to everybody that it is to come later', async () => {
    const id = freshId();
    await take(id, of('a'));
    expect(await standingOf(of('b'), id)).toBe(BUSY);
  });

  it('looks hundreds of objects up at once, each id once', async () => {
    const all = Array.from({ length: 230 }, freshId);
    const [busy = '', done = ''] = all.slice(100);
    await take(busy, of('a'));
    await complete(of('a'), await take(done, of('a')));
    const found = await lookUp(of('b'), [...all, ...all]);
    expect([...found.keys()]).toEqual(all);
    expect([found.get(busy), found.get(done)]).toEqual([BUSY, COMPLETE]);
    expect([...found.values()].filter((one) => typeof one === 'object')).toHaveLength(228);
  });

  itAtOnce('gives the object to exactly one of many who looked it up and claim it at once', async () => {
    const id = freshId();
    const owners = Array.from({ length: 12 }, (_, index) => of(`owner-${index}`));
    const found = await Promise.all(owners.map((ledger) => free(ledger, id)));
    const taken = await Promise.all(owners.map((ledger, at) => claim(ledger, found[at] as Standing, NONE_DONE)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('refuses a claim of what was complete before it, or was released meanwhile', async () => {
    const [done, released] = [freshId(), freshId()];
    const late = of('late');
    const [before, other] = [await free(late, done), await free(late, released)];
    await complete(of('a'), await take(done, of('a')));
    await release(of('a'), await take(released, of('a')), false);
    expect(await claim(late, before, NONE_DONE)).toBe(false);
    expect(await claim(late, other, NONE_DONE)).toBe(false);
    expect(await standingOf(late, released)).toMatchObject({ seen: { owner: 'a', status: 'RELEASED' } });
  });

  it('says complete for ever after, to anyone who asks', async () => {
    const id = freshId();
    expect(await complete(of('a'), await take(id, of('a')))).toBe(true);
    expect(await standingOf(of('b'), id)).toBe(COMPLETE);
    expect(await standingOf(of('a'), id)).toBe(COMPLETE);
  });

  it('takes the same completion twice, as when its first answer was lost', async () => {
    const claimed = await take(freshId(), of('a'));
    expect(await complete(of('a'), claimed)).toBe(true);
    expect(await complete(of('a'), claimed)).toBe(true);
  });

  itAtOnce('gives an object whose lease is over to exactly one of many', async () => {
    const id = freshId();
    await take(id, of('dead', Date.now() - 1));
    const owners = Array.from({ length: 8 }, (_, index) => of(`owner-${index}`));
    const found = await Promise.all(owners.map((ledger) => free(ledger, id)));
    const taken = await Promise.all(owners.map((ledger, at) => claim(ledger, found[at] as Standing, NONE_DONE)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('refuses a claim of an object whose owner got on meanwhile', async () => {
    const id = freshId();
    const slow = of('slow', Date.now() - 1);
    const claimed = await take(id, slow);
    const found = await free(of('b'), id);
    expect(await recordProgress(slow, claimed, { ...NONE_DONE, requestsDone: 1 })).toBe(true);
    expect(await claim(of('b'), found, NONE_DONE)).toBe(false);
    expect(await free(of('b'), id)).toMatchObject({ requestsDone: 1, isInDoubt: true });
  });

  it('refuses every write of an owner whose object was taken over', async () => {
    const id = freshId();
    const dead = of('dead', Date.now() - 1);
    const claimed = await take(id, dead);
    await take(id, of('b'));
    expect(await recordProgress(dead, claimed, NONE_DONE)).toBe(false);
    expect(await claim(dead, claimed, NONE_DONE)).toBe(false);
    expect(await complete(dead, claimed)).toBe(false);
    expect(await release(dead, claimed, false)).toBe(false);
  });

  it('tells the next owner that a request may be out when the last one died publishing', async () => {
    const id = freshId();
    await take(id, of('dead', Date.now() - 1), { ...CUT, requestsDone: 2, doubtUntil: 3 });
    expect(await standingOf(of('b'), id)).toEqual({
      ...{ id, requestsDone: 2, isInDoubt: true, doubtUntil: 3, cut: CUT },
      seen: { owner: 'dead', status: 'PUBLISHING' },
    });
  });

  it.each([true, false])('gives a released object to the next at once, in doubt: %s', async (isInDoubt) => {
    const id = freshId();
    const claimed = await take(id, of('a'), { ...CUT, requestsDone: 1, doubtUntil: 0 });
    expect(await release(of('a'), claimed, isInDoubt)).toBe(true);
    expect(await take(id, of('b'))).toMatchObject({ requestsDone: 1, isInDoubt, doubtUntil: 0, cut: CUT });
  });

  it('does not let a late release undo a completion', async () => {
    const id = freshId();
    const claimed = await take(id, of('a'));
    await complete(of('a'), claimed);
    expect(await release(of('a'), claimed, false)).toBe(false);
    expect(await recordProgress(of('a'), claimed, NONE_DONE)).toBe(false);
    expect(await claim(of('a'), claimed, NONE_DONE)).toBe(false);
    expect(await standingOf(of('b'), id)).toBe(COMPLETE);
  });

  it('takes the same claim twice, as when its first answer was lost or its object is published again alone', async () => {
    const claimed = await take(freshId(), of('a'));
    expect(await claim(of('a'), claimed, NONE_DONE)).toBe(true);
  });

  it('lets no write that arrives late undo those that came after it', async () => {
    const id = freshId();
    const ledger = of('a', Date.now() - 1);
    const claimed = await take(id, ledger);
    const done = (requestsDone: number) => recordProgress(ledger, claimed, { ...NONE_DONE, requestsDone });
    expect([await done(1), await done(2)]).toEqual([true, true]);
    // Copies of the first two writes, which the client had given up.
    expect([await claim(ledger, claimed, NONE_DONE), await done(1)]).toEqual([false, false]);
    expect(await done(2)).toBe(true);
    expect(await release(ledger, claimed, false)).toBe(true);
    expect([await claim(ledger, claimed, NONE_DONE), await done(2)]).toEqual([false, false]);
    expect(await free(of('b'), id)).toMatchObject({ requestsDone: 2, isInDoubt: false });
  });

  it('treats an item past its expiry as deleted, though DynamoDB has not deleted it yet', async () => {
    const id = freshId();
    const past = { N: String(Math.floor(Date.now() / 1000) - 1) };
    const old = { id: { S: id }, status: { S: 'COMPLETE' }, owner: { S: 'x' }, lease: { N: '0' }, expiry: past };
    await table.client.send(new PutItemCommand({ TableName: TABLE, Item: { ...old, requestsDone: { N: '3' } } }));
    expect(await take(id, of('a'))).toMatchObject({ requestsDone: 0, isInDoubt: false });
    expect(await standingOf(of('b'), id)).toBe(BUSY);
  });

  it('takes over what an earlier release of the function left claimed', async () => {
    const id = freshId();
    const old = {
      id: { S: id },
      status: { S: 'CLAIMED' },
      owner: { S: 'x' },
      lease: { N: '1' },
      requestsDone: { N: '0' },
    };
    const expiry = { N: String(Math.floor(Date.now() / 1000) + 1_000) };
    await table.client.send(new PutItemCommand({ TableName: TABLE, Item: { ...old, expiry } }));
    expect(await take(id, of('a'))).toMatchObject({ requestsDone: 0, isInDoubt: false });
  });

  it('keeps items 15 days, a day longer than CloudWatch takes data', async () => {
    const id = freshId();
    const days = async () => (Number((await item(id))?.expiry?.N) - Date.now() / 1000) / 86_400;
    const claimed = await take(id, of('a'));
    expect(await days()).toBeCloseTo(15, 2);
    await complete(of('a'), claimed);
    expect(await days()).toBeCloseTo(15, 2);
  });

  it('distinguishes contents of one key', async () => {
    await take(ledgerId('logs', 'same-key', 'one'), of('a'));
    await take(ledgerId('logs', 'same-key', 'two'), of('b'));
  });
});

test('a DynamoDB that hangs is given up when the invocation is about to end', async () => {
  let isHanging = false;
  const server = await dynamoDBLoopback(() => (isHanging ? 'hangBefore' : undefined));
  const client = new DynamoDBClient({ endpoint: server.url });
  const whole: Ledger = { client, table: TABLE, owner: 'a', lease: Date.now() + HOUR };
  const claimed = await free(whole, 'id');
  await claim(whole, claimed, NONE_DONE);
  isHanging = true;
  const before = Date.now();
  const ledger = { ...whole, abortSignal: AbortSignal.timeout(200) };
  await expect(complete(ledger, claimed)).rejects.toThrow(/abort/i);
  await expect(lookUp(ledger, ['id'])).rejects.toThrow(/abort/i);
  expect(Date.now() - before).toBeLessThan(5_000);
  client.destroy();
  await server.close();
});

describe('when answers of DynamoDB are lost', () => {
  test.concurrent.each(['cutAfter', 'cutBefore', 'hangAfter', 'throttled', 'unavailable'] as const)(
    'once (%s), the claim is still ours and the writes are made',
    async (fault) => {
      const failed = new Set<string>();
      const server = await dynamoDBLoopback(({ headers }): Fault | undefined => {
        const target = String(headers['x-amz-target']);
        if (target.endsWith('CreateTable') || failed.has(target)) return undefined;
        failed.add(target);
        return fault;
      });
      // Short only where an answer never comes: on a busy machine the others take their time.
      const requestHandler = { requestTimeout: fault === 'hangAfter' ? 1_000 : 30_000, throwOnRequestTimeout: true };
      const client = new DynamoDBClient({ endpoint: server.url, requestHandler });
      const ledger: Ledger = { client, table: TABLE, owner: 'a', lease: Date.now() + HOUR };
      const claimed = await free(ledger, 'id');
      expect(await claim(ledger, claimed, NONE_DONE)).toBe(true);
      failed.clear();
      expect(await recordProgress(ledger, claimed, NONE_DONE)).toBe(true);
      failed.clear();
      expect(await complete(ledger, claimed)).toBe(true);
      client.destroy();
      await server.close();
    },
  );
});
