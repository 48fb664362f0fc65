/**
 * core.ts (WebAssembly as text) -> an instance ready to use. The module is compiled once; an instance that is given back serves
 * the next object, so a batch of objects needs one or two of them however many it holds.
 */
import { CORE_WASM } from './core.ts';

/** What assembly/index.ts exports. Numbers are addresses in `memory` unless they are named otherwise. */
export interface CoreExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Builds the constant tables; once per instance. */
  prepare(): void;
  reset(): void;
  /** Moves unread input to the front; the address where the next piece goes. */
  makeRoom(): number;
  added(size: number): void;
  /** 0 more input is needed, 1 the window is full, 2 the stream is over, negative an error. */
  inflate(): number;
  outputEnd(): number;
  /** Makes room for the next window, keeping the last `unread` bytes; the address where these now begin. */
  slide(unread: number): number;
  complete(): number;
}

export interface Core {
  readonly exports: CoreExports;
  readonly memory: Uint8Array;
}

let compiled: WebAssembly.Module | undefined;
const idle: Core[] = [];

export function borrowCore(): Core {
  const core = idle.pop() ?? instantiate();
  core.exports.reset();
  return core;
}

export function giveBackCore(core: Core): void {
  idle.push(core);
}

function instantiate(): Core {
  compiled ??= new WebAssembly.Module(Buffer.from(CORE_WASM, 'base64'));
  const exports = new WebAssembly.Instance(compiled, {}).exports as CoreExports;
  exports.prepare();
  return { exports, memory: new Uint8Array(exports.memory.buffer) };
}
