/** A DynamoDB-compatible server (dynalite) with the ledger's table in it, behind a proxy that fails on demand. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import {
  type Answer,
  type Fault,
  jsonError,
  type Loopback,
  loopback,
  type Received,
  type ServingLoopback,
} from './server.ts';

export const TABLE = 'Ledger';

export interface DynamoDBOptions {
  /** Another server to stand behind the proxy, empty so far. */
  readonly origin?: string | undefined;
  /** Called when a request has had its effect, whether or not anybody still waits for the answer. */
  readonly done?: (request: Received) => void;
}

export async function dynamoDBLoopback(
  faultOf?: (request: Received) => Fault | undefined,
  { origin, done = () => undefined }: DynamoDBOptions = {},
): Promise<ServingLoopback> {
  const server = origin === undefined ? await startDynalite() : { url: origin, close: async () => undefined };
  const proxy = await loopback({
    act: async (request) => {
      const answer = await forward(server.url, request);
      if (answer.status === 200) done(request);
      return answer;
    },
    refuse,
    ...(faultOf === undefined ? {} : { faultOf }),
  });
  await createLedger(proxy.url);
  return {
    url: proxy.url,
    settled: proxy.settled,
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}

async function startDynalite(): Promise<Loopback> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The table as lib/function/ledger.ts deploys it. */
export async function createLedger(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  client.destroy();
}

async function forward(origin: string, { headers, body }: Received): Promise<Answer> {
  const sent = new Headers();
  for (const name of ['content-type', 'x-amz-target', 'authorization', 'x-amz-date', 'x-amz-content-sha256']) {
    const value = headers[name];
    if (typeof value === 'string') sent.set(name, value);
  }
  const answer = await fetch(origin, { method: 'POST', headers: sent, body: new Uint8Array(body) });
  return {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? '' },
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

function refuse(fault: 'throttled' | 'unavailable' | 'invalid'): Answer {
  if (fault === 'throttled')
    return jsonError(400, 'com.amazonaws.dynamodb.v20120810#ThrottlingException', 'Rate exceeded');
  if (fault === 'unavailable') return jsonError(500, 'com.amazonaws.dynamodb.v20120810#InternalServerError', 'failed');
  return jsonError(400, 'com.amazon.coral.service#AccessDeniedException', 'not authorized');
}
