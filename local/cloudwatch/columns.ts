/**
 * Numbers of one kind, one after the other, in a typed array that grows: millions of them take as many bytes as they
 * have, where objects would take ten times as much.
 */

type Numbers = Float64Array | Uint32Array | Int32Array | Int16Array | Uint16Array;

export interface NumberColumn<Kind extends Numbers = Numbers> {
  readonly make: (length: number) => Kind;
  numbers: Kind;
}

const FIRST_LENGTH = 8;
/** Doubling a large column would take as much memory again for a moment, so from here on it grows by a quarter. */
const DOUBLES_UP_TO = 1 << 18;

function columnOf<Kind extends Numbers>(make: (length: number) => Kind): NumberColumn<Kind> {
  return { make, numbers: make(FIRST_LENGTH) };
}

export const doubles = () => columnOf((length) => new Float64Array(length));
export const counts = () => columnOf((length) => new Uint32Array(length));
export const indexes = () => columnOf((length) => new Int32Array(length));
export const shorts = () => columnOf((length) => new Int16Array(length));
export const lengths = () => columnOf((length) => new Uint16Array(length));

/** Makes room for a number at `at`. */
export function makeRoom(column: NumberColumn, at: number): void {
  const { length } = column.numbers;
  if (at < length) return;
  const grown = column.make(Math.max(at + 1, length < DOUBLES_UP_TO ? length * 2 : Math.ceil(length * 1.25)));
  grown.set(column.numbers);
  column.numbers = grown;
}

/** Where `wanted` is, or would be, among the first `length` numbers, which ascend. */
export function lowerBound({ numbers }: NumberColumn<Int32Array>, length: number, wanted: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts a number between those before `at` and those from `at` on. */
export function insertAt(
  column: NumberColumn<Int32Array>,
  { at, length }: { at: number; length: number },
  value: number,
) {
  makeRoom(column, length);
  column.numbers.copyWithin(at + 1, at, length);
  column.numbers[at] = value;
}

export function bytesOf(columns: readonly NumberColumn[]): number {
  return columns.reduce((sum, { numbers }) => sum + numbers.byteLength, 0);
}
