/**
 * Two checks that any damage must pass, on objects made from a seed.
 *
 * Lines: the parser never throws, every line is in the account, and the path that the function takes finds exactly what
 * the reference path finds. Streams: both paths accept the same streams, refuse the same, and agree on what is in them.
 */

import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { SKIPPED, UNPARSED } from '../lambda/catalogue/entry.ts';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { albAccess, parseAlbAccess } from '../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../lambda/formats/format.ts';
import { ingest } from '../lambda/ingest/ingest.ts';
import { readObject } from '../lambda/ingest/reference.ts';
import type { Cell } from '../lambda/measure/aggregate.ts';
import type { Ingested, LineAccount } from '../lambda/measure/ingested.ts';
import { withoutMark } from '../lambda/read/lines.ts';
import { bigObjectText } from '../local/generate/big-object.ts';
import { random } from '../local/generate/random.ts';
import { damageStream, gzipVariously, mutateLine, pieces } from './mutate.ts';

const CONFIG = {
  ...DEFAULT_CONFIG,
  routes: [
    { name: 'items', path: '/items/:id' },
    { name: 'writes', method: 'POST' },
  ],
};

export interface FuzzedLines {
  readonly lines: number;
  readonly account: LineAccount;
}

/** One object of about `lines` lines, some sound, most damaged. Throws with the seed where a check fails. */
export async function fuzzLines(lines: number, seed: number): Promise<FuzzedLines> {
  const r = random('fuzz lines', seed);
  const sound = soundLines(lines, seed);
  // The first bytes of an object say what it is packed in, so its first line stays as it is.
  const text = sound.map((line, at) => (at === 0 || r.below(5) === 0 ? line : mutateLine(line, r))).join('\n');
  const bytes = Buffer.from(text, 'latin1');
  const account = directAccount(bytes.toString('latin1'));
  const gz = gzipVariously(bytes, r);
  const reference = await both(gz, seed);
  if (reference instanceof Error) throw new Error(`seed ${seed}: a sound stream was refused: ${reference.message}`);
  if (!isDeepStrictEqual(reference.lines, account)) {
    throw new Error(
      `seed ${seed}: line by line ${JSON.stringify(account)}, ingested ${JSON.stringify(reference.lines)}`,
    );
  }
  return { lines: account.parsed + account.skipped + account.unparsed, account };
}

/** `streams` damaged copies of one gzip stream; how many were still accepted. */
export async function fuzzStreams(streams: number, seed: number): Promise<{ readonly accepted: number }> {
  const r = random('fuzz streams', seed);
  const text = soundLines(1 + r.below(r.below(5) === 0 ? 1_200 : 40), seed).join('\n');
  const gz = gzipVariously(Buffer.from(text, 'latin1'), r);
  let accepted = 0;
  for (let copy = 0; copy < streams; copy++) {
    const result = await both(copy === 0 ? gz : damageStream(gz, r), seed);
    if (!(result instanceof Error)) accepted++;
  }
  return { accepted };
}

function soundLines(lines: number, seed: number): readonly string[] {
  const r = random('fuzz text', seed);
  const fields = 17 + r.below(20);
  const options = { lines, seed, fields, clients: 50, targetGroups: 1 + r.below(6), loadBalancers: 1 + r.below(3) };
  return [...bigObjectText(options)].join('').trimEnd().split('\n');
}

/** The account that an object must have, from its lines one by one. */
function directAccount(text: string): LineAccount {
  const account = { parsed: 0, skipped: 0, unparsed: 0 };
  // Zeros at the very end are padding.
  const lines = text.replace(/\0+$/, '').split('\n');
  // Text after the last line feed is a line, no text is not.
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const entry = parseAlbAccess(withoutMark(line));
    if (entry === SKIPPED) account.skipped++;
    else if (entry === UNPARSED) account.unparsed++;
    else account.parsed++;
  }
  return account;
}

/** What the reference path says, after making sure that the path of the function says the same. */
async function both(gz: Buffer, seed: number): Promise<Ingested | Error> {
  const object = (chunks: AsyncIterable<Uint8Array>) => ({ key: 'fuzzed', format: albAccess, facts: NO_FACTS, chunks });
  // In one piece: what Node's gunzip says of bytes behind the zeros that end a stream depends on where the pieces are cut.
  const reference = await settle(readObject(object(Readable.from([gz])), albAccess, { config: CONFIG }));
  const product = await settle(ingest(object(pieces(gz, random('product', seed))), { config: CONFIG }));
  if (reference instanceof Error || product instanceof Error) {
    if (reference instanceof Error && product instanceof Error) return reference;
    const said = (result: Ingested | Error) => (result instanceof Error ? `refused (${result.message})` : 'accepted');
    throw new Error(`seed ${seed}: reference ${said(reference)}, product ${said(product)}`);
  }
  if (!isDeepStrictEqual(comparable(reference), comparable(product))) {
    throw new Error(`seed ${seed}: ${difference(reference, product)}`);
  }
  return reference;
}

async function settle(promise: Promise<Ingested>): Promise<Ingested | Error> {
  try {
    return await promise;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function comparable(ingested: Ingested) {
  return { ...ingested, aggregates: undefined, cells: ingested.aggregates.cells };
}

/** The first thing that differs, in words short enough to read. */
function difference(reference: Ingested, product: Ingested): string {
  const show = (value: unknown) => JSON.stringify(value, (_key, inner) => (inner instanceof Map ? [...inner] : inner));
  const name = (
    [
      'lines',
      'bytes',
      'uncompressedBytes',
      'dropped',
      'latest',
      'drift',
      'notes',
      'outcomes',
      'unparsedExamples',
    ] as const
  ).find((key) => !isDeepStrictEqual(reference[key], product[key]));
  if (name !== undefined) return `${name} is ${show(product[name])}: expected ${show(reference[name])}`;
  const keys = new Set([...reference.aggregates.cells.keys(), ...product.aggregates.cells.keys()]);
  for (const key of keys) {
    const [one, other]: (Cell | undefined)[] = [reference.aggregates.cells.get(key), product.aggregates.cells.get(key)];
    if (!isDeepStrictEqual(one, other))
      return `cell ${key.replaceAll('\n', ' ')} is ${show(other)}: expected ${show(one)}`;
  }
  return 'the paths differ in something that is not shown';
}
