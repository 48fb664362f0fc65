// The stream as a whole: gzip (RFC 1952) around deflate (RFC 1951), as Node's createGunzip reads them.
//
// inflate() goes on until the input is used up, the window is full or the stream is over. The verdict and its words are
// zlib's; like Node, it reads member after member, and takes a zero byte after a member as padding that ends the
// stream.

import { copyStored, decode, readBlock } from './block';
import { checkSoFar, readHeader, readTrailer, shiftChecked, startMember } from './member';
import { HISTORY_SIZE, INPUT, OUTPUT, OUTPUT_LIMIT } from './memory';
import {
  BLOCK, CODES, HEADER, input, inputEnd, MEMBER, NEED_INPUT, NEXT_MEMBER, output, OVER, reach, setBits, setInput, setOutput, setStep, step, STORED,
  STREAM_END, TRAILER, TRAILER_LENGTH,
} from './state';

/** Do bytes other than zero follow the padding that ended the stream? zlib does not look at them. */
let goesOn: bool = false;

/** Ready for a new stream. */
export function reset(): void {
  setInput(INPUT, INPUT);
  setBits(0, 0);
  setOutput(OUTPUT + HISTORY_SIZE, OUTPUT + HISTORY_SIZE);
  setStep(MEMBER);
  goesOn = false;
}

/** True where bytes follow the padding that ended the stream: whoever wrote them meant them to be read. */
export function continued(): bool {
  return goesOn;
}

/** True where the stream may end: after a whole member. */
export function complete(): bool {
  return step == NEXT_MEMBER || step == OVER;
}

/** Moves what is left of the input to the front; the host puts the next piece behind it, at the address returned. */
export function makeRoom(): usize {
  const left = inputEnd - input;
  memory.copy(INPUT, input, left);
  setInput(INPUT, INPUT + left);
  return inputEnd;
}

/** The host has put `size` bytes where makeRoom() said. */
export function added(size: usize): void {
  setInput(input, inputEnd + size);
}

/** Where the unpacked bytes end. */
export function outputEnd(): usize {
  return output;
}

/** Keeps the history and the last `unread` bytes, moves them to the front; returns where the unread bytes now begin. */
export function slide(unread: usize): usize {
  checkSoFar();
  const keep = max(unread, HISTORY_SIZE);
  const shift = output - keep - OUTPUT;
  memory.copy(OUTPUT, output - keep, keep);
  shiftChecked(shift);
  setOutput(output - shift, reach > OUTPUT + shift ? reach - shift : OUTPUT);
  return output - unread;
}

/**
 * Text that needs no unpacking: bytes that fit behind the text that is there; the host has put so many there; slide()
 * of such text.
 */
export function textRoom(): usize {
  return OUTPUT_LIMIT - output;
}

export function textAdded(size: usize): void {
  setOutput(output + size, reach);
}

export function slideText(unread: usize): usize {
  memory.copy(OUTPUT, output - unread, unread);
  setOutput(OUTPUT + unread, OUTPUT);
  return OUTPUT;
}

export function inflate(): i32 {
  while (true) {
    let status: i32 = NEED_INPUT;
    switch (step) {
      case MEMBER: {
        startMember();
        break;
      }
      case HEADER: {
        status = readHeader();
        if (step == HEADER) return status;
        break;
      }
      case BLOCK: {
        status = readBlock();
        if (step == BLOCK) return status;
        break;
      }
      case STORED: {
        status = copyStored();
        if (step == STORED) return status;
        break;
      }
      case CODES: {
        status = decode();
        if (step == CODES) return status;
        break;
      }
      case TRAILER: {
        status = readTrailer();
        if (step == TRAILER) return status;
        break;
      }
      case TRAILER_LENGTH: {
        status = readTrailer();
        if (step == TRAILER_LENGTH) return status;
        break;
      }
      case NEXT_MEMBER: {
        if (input == inputEnd) return NEED_INPUT;
        step = load<u8>(input) == 0 ? OVER : MEMBER;
        break;
      }
      default: {
        for (; input < inputEnd; setInput(input + 1, inputEnd)) goesOn = goesOn || load<u8>(input) != 0;
        return STREAM_END;
      }
    }
  }
}
