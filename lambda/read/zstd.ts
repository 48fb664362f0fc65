/**
 * A zstd stream in pieces -> its frames, each its own stream. Node's decoder stops after one frame and says nothing of
 * the bytes behind it, so the frames are found here, by the sizes that their headers and blocks name. Source: RFC 8878,
 * section 3.1.
 */
import { Failure } from '../catalogue/failures.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

interface Reader {
  /** The next `size` bytes, or what is left of the stream where that is less. */
  readonly take: (size: number) => Promise<Buffer>;
  /** The next `size` bytes in pieces. */
  readonly pass: (size: number) => AsyncGenerator<Uint8Array>;
  /** All that is left, in pieces. */
  readonly rest: () => AsyncGenerator<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Each frame has to be read to its end before the next is asked for. Zeros behind the last frame are padding. */
export async function* zstdFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const reader = createReader(chunks);
  try {
    for (let magic = await reader.take(4); magic.length > 0; magic = await reader.take(4)) {
      const number = magic.length === 4 ? magic.readUInt32LE() : 0;
      if (number === MAGIC) yield zstdFrame(reader, magic);
      else if ((number & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) await skip(reader);
      else if (magic.every((byte) => byte === 0)) await padding(reader);
      else throw new Failure('Corrupt', 'bytes that are no zstd frame follow a frame');
    }
  } finally {
    await reader.close();
  }
}

async function* zstdFrame(reader: Reader, magic: Uint8Array): AsyncGenerator<Uint8Array> {
  yield magic;
  const header = await exactly(reader, 1);
  yield header;
  const descriptor = header.readUInt8();
  yield* reader.pass(headerBytes(descriptor));
  for (let isLast = false; !isLast; ) {
    const block = await exactly(reader, 3);
    yield block;
    const word = block.readUIntLE(0, 3);
    isLast = (word & 1) === 1;
    const isRepeatedByte = ((word >> 1) & 3) === 1;
    yield* reader.pass(isRepeatedByte ? 1 : word >> 3);
  }
  const hasChecksum = (descriptor & 4) !== 0;
  if (hasChecksum) yield* reader.pass(4);
}

/** What follows the descriptor: window, dictionary id, size of the content. */
function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  return (isSingleSegment ? 0 : 1) + dictionary + (sizeFlag === 0 ? Number(isSingleSegment) : 1 << sizeFlag);
}

async function skip(reader: Reader): Promise<void> {
  const size = (await exactly(reader, 4)).readUInt32LE();
  for await (const _ of reader.pass(size));
}

async function padding(reader: Reader): Promise<void> {
  for await (const piece of reader.rest()) {
    if (piece.some((byte) => byte !== 0)) {
      throw new Failure('Corrupt', 'bytes follow the zeros that end the zstd stream');
    }
  }
}

async function exactly({ take }: Reader, size: number): Promise<Buffer> {
  const bytes = await take(size);
  if (bytes.length < size) throw tooShort();
  return bytes;
}

function tooShort(): Failure {
  return new Failure('Corrupt', 'the zstd stream ends in the middle of a frame');
}

function createReader(chunks: AsyncIterable<Uint8Array>): Reader {
  const iterator = chunks[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array(0);
  const fill = async (): Promise<boolean> => {
    while (held.length === 0) {
      const next = await iterator.next();
      if (next.done) return false;
      held = next.value;
    }
    return true;
  };
  const cut = (size: number): Uint8Array => {
    const part = held.subarray(0, size);
    held = held.subarray(part.length);
    return part;
  };
  return {
    async take(size) {
      let taken = Buffer.alloc(0);
      while (taken.length < size && (await fill())) taken = Buffer.concat([taken, cut(size - taken.length)]);
      return taken;
    },
    async *pass(size) {
      for (let left = size; left > 0; ) {
        if (!(await fill())) throw tooShort();
        const part = cut(left);
        left -= part.length;
        yield part;
      }
    },
    async *rest() {
      while (await fill()) yield cut(held.length);
    },
    close: async () => void (await iterator.return?.()),
  };
}
