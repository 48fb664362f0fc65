import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BUSY,
  type Claim,
  COMPLETE,
  claim,
  complete,
  type Ledger,
  ledgerId,
  markPublishing,
  release,
} from '../../../lambda/publish/ledger.ts';
import { createLedger, dynamoDBLoopback, TABLE } from '../../support/loopback/dynamodb.ts';
import '../../support/loopback/edge.ts';
import { HAS_MOTO, motoServer } from '../../support/loopback/moto.ts';
import type { Fault, Loopback } from '../../support/loopback/server.ts';

const HOUR = 3_600_000;
const CUT = { fingerprint: 'f', ingestedAt: 1_700_000_000_000 };

async function moto(): Promise<Loopback> {
  const server = await motoServer();
  await createLedger(server.url);
  return server;
}

describe.each([
  ['dynalite', true, () => dynamoDBLoopback()],
  ['moto', HAS_MOTO, moto],
] as const)('the ledger on %s', (name, isThere, start) => {
  let server: Loopback;
  let ledger: Ledger;
  let ids = 0;

  beforeAll(async () => {
    if (!isThere) return;
    server = await start();
    ledger = { client: new DynamoDBClient({ endpoint: server.url }), table: TABLE };
  });
  afterAll(async () => {
    if (!isThere) return;
    ledger.client.destroy();
    await server.close();
  });
  const it = test.skipIf(!isThere);
  /** Writes of moto are not atomic. */
  const itAtOnce = test.skipIf(!isThere || name === 'moto');

  const freshId = () => ledgerId('logs', `key-${ids++}`, 'etag');
  const take = (id: string, owner: string, lease = Date.now() + HOUR) => claim(ledger, { id, owner, lease });
  const mine = async (id: string, owner: string, lease?: number): Promise<Claim> => {
    const taken = await take(id, owner, lease);
    if (taken === COMPLETE || taken === BUSY) throw new Error(`expected a claim, got ${taken}`);
    return taken;
  };
  const item = async (id: string) => {
    const { Item } = await ledger.client.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: id } } }));
    return Item;
  };

  it('gives a new object to the first who claims it, and tells the second to come later', async () => {
    const id = freshId();
    expect(await take(id, 'a')).toEqual({
      id,
      owner: 'a',
      requestsDone: 0,
      isInDoubt: false,
      doubtUntil: 0,
      cut: undefined,
    });
    expect(await take(id, 'b')).toBe(BUSY);
  });

  itAtOnce('gives the object to exactly one of many who claim it at once', async () => {
    const id = freshId();
    const taken = await Promise.all(Array.from({ length: 12 }, (_, index) => take(id, `owner-${index}`)));
    expect(taken.filter((one) => one !== BUSY)).toHaveLength(1);
  });

  it('says complete for ever after, to whoever asks', async () => {
    const id = freshId();
    expect(await complete(ledger, await mine(id, 'a'))).toBe(true);
    expect(await take(id, 'b')).toBe(COMPLETE);
    expect(await take(id, 'a')).toBe(COMPLETE);
  });

  it('takes the same completion twice, as when its first answer was lost', async () => {
    const claimed = await mine(freshId(), 'a');
    expect(await complete(ledger, claimed)).toBe(true);
    expect(await complete(ledger, claimed)).toBe(true);
  });

  itAtOnce('gives an object whose lease is over to exactly one of many', async () => {
    const id = freshId();
    await take(id, 'dead', Date.now() - 1);
    const taken = await Promise.all(Array.from({ length: 8 }, (_, index) => take(id, `owner-${index}`)));
    expect(taken.filter((one) => one !== BUSY)).toHaveLength(1);
  });

  it('refuses every write of an owner whose object was taken over', async () => {
    const id = freshId();
    const dead = await mine(id, 'dead', Date.now() - 1);
    expect(await take(id, 'b')).toMatchObject({ owner: 'b' });
    expect(await markPublishing(ledger, dead, { ...CUT, requestsDone: 0, doubtUntil: 0 })).toBe(false);
    expect(await complete(ledger, dead)).toBe(false);
    expect(await release(ledger, dead, false)).toBe(false);
  });

  it('tells the next owner that a request may be out when the last one died publishing', async () => {
    const id = freshId();
    await markPublishing(ledger, await mine(id, 'dead', Date.now() - 1), { ...CUT, requestsDone: 2, doubtUntil: 0 });
    expect(await take(id, 'b')).toEqual({ id, owner: 'b', requestsDone: 2, isInDoubt: true, doubtUntil: 0, cut: CUT });
  });

  it('keeps that doubt when the next owner dies before publishing', async () => {
    const id = freshId();
    await markPublishing(ledger, await mine(id, 'a', Date.now() - 1), { ...CUT, requestsDone: 0, doubtUntil: 0 });
    await take(id, 'b', Date.now() - 1);
    expect(await take(id, 'c')).toMatchObject({ isInDoubt: true });
  });

  it.each([true, false])('gives a released object to the next at once, in doubt: %s', async (isInDoubt) => {
    const id = freshId();
    const claimed = await mine(id, 'a');
    await markPublishing(ledger, claimed, { ...CUT, requestsDone: 1, doubtUntil: 0 });
    expect(await release(ledger, claimed, isInDoubt)).toBe(true);
    expect(await take(id, 'b')).toEqual({ id, owner: 'b', requestsDone: 1, isInDoubt, doubtUntil: 0, cut: CUT });
  });

  it('does not let a late release undo a completion', async () => {
    const id = freshId();
    const claimed = await mine(id, 'a');
    await complete(ledger, claimed);
    expect(await release(ledger, claimed, false)).toBe(false);
    expect(await markPublishing(ledger, claimed, { ...CUT, requestsDone: 0, doubtUntil: 0 })).toBe(false);
    expect(await take(id, 'b')).toBe(COMPLETE);
  });

  it('knows its own claim again when the first answer was lost', async () => {
    const id = freshId();
    await take(id, 'a');
    expect(await take(id, 'a')).toMatchObject({ owner: 'a', requestsDone: 0, isInDoubt: false });
  });

  it('treats an item past its expiry as deleted, though DynamoDB has not deleted it yet', async () => {
    const id = freshId();
    const past = { N: String(Math.floor(Date.now() / 1000) - 1) };
    const old = { id: { S: id }, status: { S: 'COMPLETE' }, owner: { S: 'x' }, lease: { N: '0' }, expiry: past };
    await ledger.client.send(new PutItemCommand({ TableName: TABLE, Item: { ...old, requestsDone: { N: '3' } } }));
    expect(await take(id, 'a')).toMatchObject({ requestsDone: 0, isInDoubt: false });
    expect(await take(id, 'b')).toBe(BUSY);
  });

  it('keeps items 15 days, a day longer than CloudWatch takes data', async () => {
    const id = freshId();
    const days = async () => (Number((await item(id))?.expiry?.N) - Date.now() / 1000) / 86_400;
    const claimed = await mine(id, 'a');
    expect(await days()).toBeCloseTo(15, 2);
    await complete(ledger, claimed);
    expect(await days()).toBeCloseTo(15, 2);
  });

  it('tells contents of one key apart', async () => {
    expect(await take(ledgerId('logs', 'same-key', 'one'), 'a')).toMatchObject({ owner: 'a' });
    expect(await take(ledgerId('logs', 'same-key', 'two'), 'b')).toMatchObject({ owner: 'b' });
  });
});

test('a DynamoDB that hangs is given up when the invocation is about to end', async () => {
  let isHanging = false;
  const server = await dynamoDBLoopback(() => (isHanging ? 'hangBefore' : undefined));
  const client = new DynamoDBClient({ endpoint: server.url });
  const claimed = await claim({ client, table: TABLE }, { id: 'id', owner: 'a', lease: Date.now() + HOUR });
  if (claimed === COMPLETE || claimed === BUSY) throw new Error(`expected a claim, got ${claimed}`);
  isHanging = true;
  const before = Date.now();
  const ledger = { client, table: TABLE, abortSignal: AbortSignal.timeout(200) };
  await expect(complete(ledger, claimed)).rejects.toThrow(/abort/i);
  expect(Date.now() - before).toBeLessThan(5_000);
  client.destroy();
  await server.close();
});

describe('when answers of DynamoDB are lost', () => {
  test.each(['cutAfter', 'cutBefore', 'hangAfter', 'throttled', 'unavailable'] as const)(
    'once (%s), the claim is still ours and the writes are made',
    async (fault) => {
      const failed = new Set<string>();
      const server = await dynamoDBLoopback(({ headers }): Fault | undefined => {
        const target = String(headers['x-amz-target']);
        if (target.endsWith('CreateTable') || failed.has(target)) return undefined;
        failed.add(target);
        return fault;
      });
      const requestHandler = { requestTimeout: 300, throwOnRequestTimeout: true };
      const client = new DynamoDBClient({ endpoint: server.url, requestHandler });
      const ledger = { client, table: TABLE };
      const claimed = await claim(ledger, { id: 'id', owner: 'a', lease: Date.now() + HOUR });
      if (claimed === COMPLETE || claimed === BUSY) throw new Error(`expected a claim, got ${claimed}`);
      failed.clear();
      expect(await markPublishing(ledger, claimed, { ...CUT, requestsDone: 0, doubtUntil: 0 })).toBe(true);
      failed.clear();
      expect(await complete(ledger, claimed)).toBe(true);
      client.destroy();
      await server.close();
    },
  );
});
