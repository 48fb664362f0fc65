/**
 * One object read both ways: the reference path, in one piece, and the path of the function, in pieces of random sizes.
 * Throws with the seed and the first difference where they do not find the same, or where one accepts what the other
 * refuses.
 */
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../lambda/config.ts';
import { type AnyFormat, type KeyFacts, NO_FACTS } from '../lambda/formats/format.ts';
import { ingest } from '../lambda/ingest/ingest.ts';
import { readObject } from '../lambda/ingest/reference.ts';
import type { LogObject } from '../lambda/ingest/state.ts';
import type { MeasuredSubject } from '../lambda/measure/aggregate.ts';
import type { Ingested } from '../lambda/measure/ingested.ts';
import { random } from '../local/generate/random.ts';
import { pieces } from './mutate.ts';

export interface BothWays {
  readonly format: AnyFormat;
  /** Packed or not. */
  readonly bytes: Buffer;
  readonly config: Config;
  readonly seed: number;
  readonly facts?: KeyFacts;
}

/** What both say. */
export async function bothWays({ format, bytes, config, seed, facts = NO_FACTS }: BothWays): Promise<Ingested | Error> {
  const object = (chunks: AsyncIterable<Uint8Array>): LogObject => ({ key: 'fuzzed', format, facts, chunks });
  // In one piece: what Node's gunzip says of bytes behind the zeros that end a stream depends on where the pieces are
  // cut.
  const reference = await settle(readObject(object(Readable.from([bytes])), format, { config }));
  const product = await settle(ingest(object(pieces(bytes, random('product', seed))), { config }));
  const where = `${format.name}, seed ${seed}`;
  if (reference instanceof Error || product instanceof Error) {
    if (reference instanceof Error && product instanceof Error) return reference;
    const said = (result: Ingested | Error) => (result instanceof Error ? `refused (${result.message})` : 'accepted');
    throw new Error(`${where}: reference ${said(reference)}, product ${said(product)}`);
  }
  if (!isDeepStrictEqual(comparable(reference), comparable(product))) {
    throw new Error(`${where}: ${difference(reference, product)}`);
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
  return { ...ingested, aggregates: undefined, subjects: ingested.aggregates.subjects };
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
  if (name !== undefined) return `${name} is ${show(product[name])}: must be ${show(reference[name])}`;
  const [left, right] = [reference.aggregates.subjects, product.aggregates.subjects];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const [one, other]: (MeasuredSubject | undefined)[] = [left.get(key), right.get(key)];
    if (!isDeepStrictEqual(one, other))
      return `subject ${key.replaceAll('\n', ' ')} is ${show(other)}: must be ${show(one)}`;
  }
  return 'the paths differ in something that is not shown';
}
