/**
 * Gzip bytes in any pieces -> unpacked bytes, window by window, each no longer than 256 KB plus one match. Accepts and
 * refuses what Node's createGunzip accepts and refuses, in the same words. Sources: RFC 1951, RFC 1952, zlib's inflate.
 */

import { Failure } from '../../catalogue/failures.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';
import { borrowCore, giveBackCore } from './instance.ts';

/** zlib's words for the results of inflate() below zero. */
const MESSAGES: Readonly<Record<number, string>> = {
  [CORE.BAD_LITERAL]: 'invalid literal/length code',
  [CORE.BAD_DISTANCE]: 'invalid distance code',
  [CORE.TOO_FAR]: 'invalid distance too far back',
  [CORE.INCORRECT_HEADER]: 'incorrect header check',
  [CORE.UNKNOWN_METHOD]: 'unknown compression method',
  [CORE.UNKNOWN_FLAGS]: 'unknown header flags set',
  [CORE.HEADER_CRC_MISMATCH]: 'header crc mismatch',
  [CORE.BAD_BLOCK_TYPE]: 'invalid block type',
  [CORE.BAD_STORED_LENGTHS]: 'invalid stored block lengths',
  [CORE.TOO_MANY_SYMBOLS]: 'too many length or distance symbols',
  [CORE.BAD_CODE_LENGTHS]: 'invalid code lengths set',
  [CORE.BAD_REPEAT]: 'invalid bit length repeat',
  [CORE.NO_END_OF_BLOCK]: 'invalid code -- missing end-of-block',
  [CORE.BAD_LITERAL_SET]: 'invalid literal/lengths set',
  [CORE.BAD_DISTANCE_SET]: 'invalid distances set',
  [CORE.INCORRECT_DATA]: 'incorrect data check',
  [CORE.INCORRECT_LENGTH]: 'incorrect length check',
};

export interface Inflate {
  /** Throws where the stream is broken; after that, only `release` may be called. */
  feed(chunk: Uint8Array): void;
  /** Says that the input is over: hands out the last window, throws if the stream is not complete. */
  end(): void;
  /** Gives the memory to the next stream. */
  release(): void;
}

/** `onWindow` gets each window once; its bytes are overwritten after it returns. */
export function createInflate(onWindow: (window: Uint8Array) => void): Inflate {
  const core = borrowCore();
  const { exports } = core;
  let start = exports.outputEnd();

  const handOut = (): void => {
    const end = exports.outputEnd();
    if (end > start) onWindow(core.memory.subarray(start, end));
    start = exports.slide(0);
  };

  return {
    feed(chunk) {
      for (let from = 0; from < chunk.length; from += CORE.PIECE_SIZE) {
        putPiece(core, chunk.subarray(from, from + CORE.PIECE_SIZE));
        while (advance(core) === CORE.WINDOW_FULL) handOut();
      }
    },
    end() {
      handOut();
      checkComplete(core);
    },
    release: () => giveBackCore(core),
  };
}

/** Puts compressed bytes behind those not used yet. */
export function putPiece(core: Core, piece: Uint8Array): void {
  core.memory.set(piece, core.exports.makeRoom());
  core.exports.added(piece.length);
}

/** Unpacks until the window is full, the input is used up or the stream is over. */
export function advance(core: Core): number {
  const status = core.exports.inflate();
  if (status < 0) throw zlibError(MESSAGES[status] ?? `inflate failed with status ${status}`, 'Z_DATA_ERROR');
  return status;
}

/** Throws if the input may not end here. */
export function checkComplete(core: Core): void {
  if (core.exports.complete() === 0) throw zlibError('unexpected end of file', 'Z_BUF_ERROR');
}

/** Throws if bytes follow the zeros that end the stream. zlib passes them over in silence; here they would be lost. */
export function checkNothingFollows(core: Core): void {
  if (core.exports.continued() !== 0) throw new Failure('Corrupt', 'bytes follow the end of the compressed stream');
}

function zlibError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
