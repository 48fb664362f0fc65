// The request of a line -> the index of its route, by the automaton that lambda/diagnosis/routes.ts compiles.
//
// Most requests begin alike, with the same method, scheme and host; the state after such a beginning depends on its
// bytes alone, so it is remembered together with them.

import { PREFIX_SIZE, PREFIX_SLOTS, PREFIXES, ROUTE_CLASSES, ROUTE_TABLE } from './memory';
import { same } from './words';

const PREFIX_TEXT: usize = 8;
const PREFIX_LENGTH_MAX: usize = 88;

/** Offset of the first state's row; rows below `absorbing` lead nowhere else. */
let startRow: u32 = 0;
let absorbingRows: u32 = 0;
let hasRoutes: bool = false;

/** The host has written the tables, or there are none. */
export function setRoutes(start: u32, absorbing: u32, any: bool): void {
  startRow = start;
  absorbingRows = absorbing;
  hasRoutes = any;
  memory.fill(PREFIXES, 0, <usize>PREFIX_SLOTS * PREFIX_SIZE);
}

@inline
export function routesWanted(): bool {
  return hasRoutes;
}

/** `start` to `end`: method, space, URL. */
export function routeIndex(start: usize, end: usize): u32 {
  const words = load<u64>(start) ^ (load<u64>(start, 12) * 0x9e3779b97f4a7c15);
  const known = PREFIXES + <usize>((words * 0x9e3779b97f4a7c15) >> 58) * PREFIX_SIZE;
  const length = <usize>load<u32>(known);
  if (length != 0 && start + length <= end && same(start, known + PREFIX_TEXT, length)) {
    return load<u32>(ROUTE_TABLE + walk(load<u32>(known, 4), start + length, end));
  }
  const path = pathStart(start, end);
  const row = walk(startRow, start, path);
  const before = path - start;
  if (before >= 16 && before <= PREFIX_LENGTH_MAX) {
    store<u32>(known, <u32>before);
    store<u32>(known, row, 4);
    memory.copy(known + PREFIX_TEXT, start, before);
  }
  return load<u32>(ROUTE_TABLE + walk(row, path, end));
}

function walk(row: u32, at: usize, end: usize): u32 {
  while (at < end && row >= absorbingRows) {
    row = load<u32>(ROUTE_TABLE + row + <usize>load<u16>(ROUTE_CLASSES + (<usize>load<u8>(at) << 1)));
    at++;
  }
  return row;
}

/** The third slash, or the end. */
export function pathStart(at: usize, end: usize): usize {
  let slashes = 0;
  while (at < end) {
    if (load<u8>(at) == 0x2f && ++slashes == 3) return at;
    at++;
  }
  return end;
}
