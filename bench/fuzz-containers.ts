/**
 * ALB access logs packed in containers inside containers, in every encoding, sound and damaged, made from a seed.
 *
 * Checked: both paths give the same verdict and the same counts; a sound object gives the counts of its text, or is
 * refused if it is packed in what is not read; none is taken for done without a line of it. Throws with the seed where
 * a check fails.
 */
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { albAccess } from '../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../lambda/formats/format.ts';
import { ingest } from '../lambda/ingest/ingest.ts';
import { readObject } from '../lambda/ingest/reference.ts';
import { type LineAccount, unreadable } from '../lambda/measure/ingested.ts';
import { bigObjectText } from '../local/generate/big-object.ts';
import { type Random, random } from '../local/generate/random.ts';
import { damageStream, gzipVariously, pieces } from './mutate.ts';

interface Layer {
  readonly name: string;
  readonly isRead: boolean;
  readonly pack: (bytes: Buffer, r: Random) => Buffer;
}

const inParts =
  (pack: (bytes: Buffer) => Buffer) =>
  (bytes: Buffer, r: Random): Buffer => {
    const cut = r.below(bytes.length + 1);
    return Buffer.concat([pack(bytes.subarray(0, cut)), pack(bytes.subarray(cut))]);
  };
const SKIPPABLE = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('abc')]);
const MARK = Buffer.from('\ufeff');
const utf16le = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('utf8'), 'utf16le');

const LAYERS: readonly Layer[] = [
  { name: 'gzip', isRead: true, pack: gzipVariously },
  {
    name: 'gzip with zeros behind',
    isRead: true,
    pack: (bytes, r) => Buffer.concat([gzipSync(bytes), Buffer.alloc(r.below(3_000))]),
  },
  { name: 'zstd', isRead: true, pack: (bytes) => zstdCompressSync(bytes) },
  { name: 'zstd in frames', isRead: true, pack: inParts((bytes) => zstdCompressSync(bytes)) },
  {
    name: 'zstd with a frame to skip',
    isRead: true,
    pack: (bytes) => Buffer.concat([SKIPPABLE, zstdCompressSync(bytes)]),
  },
  { name: 'zlib', isRead: true, pack: (bytes) => deflateSync(bytes) },
  { name: 'bzip2', isRead: false, pack: (bytes) => Buffer.concat([Buffer.from('BZh91AY&SY'), bytes]) },
  { name: 'xz', isRead: false, pack: (bytes) => Buffer.concat([Buffer.from('\xfd7zXZ\x00', 'latin1'), bytes]) },
  { name: 'lz4', isRead: false, pack: (bytes) => Buffer.concat([Buffer.from('\x04\x22\x4d\x18', 'latin1'), bytes]) },
  { name: 'zip', isRead: false, pack: (bytes) => Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), bytes]) },
  { name: 'raw deflate', isRead: false, pack: (bytes) => deflateRawSync(bytes) },
  { name: 'brotli', isRead: false, pack: (bytes) => brotliCompressSync(bytes) },
];

const ENCODINGS: readonly ((text: Buffer, r: Random) => Buffer)[] = [
  (text) => text,
  (text) => Buffer.concat([MARK, text]),
  (text) => utf16le(Buffer.concat([MARK, text])),
  (text) => utf16le(Buffer.concat([MARK, text])).swap16(),
  (text) => utf16le(text),
  (text) => utf16le(text).swap16(),
  (text, r) => Buffer.concat([text, Buffer.alloc(r.below(5_000))]),
];

type Ending = { readonly refused: string } | { readonly account: LineAccount; readonly subjects: unknown };

export interface FuzzedContainer {
  readonly layers: readonly string[];
  readonly outcome: 'read' | 'refused';
}

export async function fuzzContainer(seed: number): Promise<FuzzedContainer> {
  const r = random('containers', seed);
  const text = Buffer.from([...bigObjectText({ lines: 1 + r.below(60), seed })].join(''));
  const layers = Array.from(
    { length: r.below(4) },
    () => LAYERS[r.below(r.below(3) === 0 ? LAYERS.length : 6)] ?? LAYERS[0],
  ).filter((layer) => layer !== undefined);
  const encode = ENCODINGS[r.below(ENCODINGS.length)] ?? ((bytes: Buffer) => bytes);
  const packed = layers.reduceRight((bytes, { pack }) => pack(bytes, r), encode(text, r));
  const isDamaged = r.below(3) === 0;
  const bytes = isDamaged ? damageStream(packed, r) : packed;
  const names = layers.map(({ name }) => name);
  const found = await sameOfBoth(bytes, r, `seed ${seed}, ${names.join(' in ') || 'plain'}`);
  if (!isDamaged) await checkSound(found, { text, layers, seed });
  return { layers: names, outcome: 'refused' in found ? 'refused' : 'read' };
}

async function checkSound(
  found: Ending,
  { text, layers, seed }: { readonly text: Buffer; readonly layers: readonly Layer[]; readonly seed: number },
): Promise<void> {
  const names = layers.map(({ name }) => name).join(' in ');
  if (layers.every(({ isRead }) => isRead)) {
    const expected = await verdict('reference', text, random('expected', seed));
    if (!isDeepStrictEqual(found, expected)) throw new Error(`seed ${seed}: ${names} is not read like its text`);
  } else if (!('refused' in found)) throw new Error(`seed ${seed}: ${names} is not read, and was taken for done`);
}

async function sameOfBoth(bytes: Buffer, r: Random, where: string): Promise<Ending> {
  const reference = await verdict('reference', bytes, r);
  const product = await verdict('product', bytes, r);
  // In what words an object is refused may depend on where it was cut.
  const isSame = 'refused' in reference ? 'refused' in product : isDeepStrictEqual(reference, product);
  if (!isSame) throw new Error(`${where}: reference ${show(reference)}, product ${show(product)}`);
  return reference;
}

function show(found: Ending): string {
  return 'refused' in found ? `refused (${found.refused})` : JSON.stringify(found.account);
}

async function verdict(path: 'product' | 'reference', bytes: Buffer, r: Random): Promise<Ending> {
  // The reference in one piece: where a damaged stream is cut decides what Node says of it.
  const chunks = path === 'product' ? pieces(bytes, r) : Readable.from([bytes]);
  const object = { key: 'fuzzed', format: albAccess, facts: NO_FACTS, chunks };
  const options = { config: DEFAULT_CONFIG };
  try {
    const ingested = await (path === 'product' ? ingest(object, options) : readObject(object, albAccess, options));
    const failure = unreadable(ingested);
    if (failure !== undefined) return { refused: failure.message };
    return { account: ingested.lines, subjects: ingested.aggregates.subjects };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { refused: error.message };
  }
}
