/** The compiled core -> an instance with its memory, which calls back for what JavaScript has to decide. */
import { CORE_WASM } from './core.ts';
import type { Core, CoreExports, CoreHost } from './exports.ts';
import { writeGrid } from './histogram.ts';

const NO_HOST: CoreHost = {
  line: () => 0,
  minute: () => 0,
  example: () => undefined,
  service: () => 0,
  drain: () => undefined,
  drainOutlying: () => undefined,
};

let compiled: WebAssembly.Module | undefined;
const idle: Core[] = [];

export function borrowCore(): Core {
  const core = idle.pop() ?? instantiate();
  core.exports.reset();
  return core;
}

export function giveBackCore(core: Core): void {
  core.host = NO_HOST;
  idle.push(core);
}

function instantiate(): Core {
  compiled ??= new WebAssembly.Module(Buffer.from(CORE_WASM, 'base64'));
  const current: { core?: Core } = {};
  const host: CoreHost & { readonly grown: () => void } = {
    line: (start, end, unknown) => current.core?.host.line(start, end, unknown) ?? 0,
    minute: (at) => current.core?.host.minute(at) ?? 0,
    example: (start, end, place, seconds) => current.core?.host.example(start, end, place, seconds),
    service: (start, end, group) => current.core?.host.service(start, end, group) ?? 0,
    drain: () => current.core?.host.drain(),
    drainOutlying: () => current.core?.host.drainOutlying(),
    grown: () => void Object.assign(current.core ?? {}, viewsOf(exports)),
  };
  const instance = new WebAssembly.Instance(compiled, { host: { ...host } });
  const exports = instance.exports as CoreExports;
  exports.prepare();
  const core: Core = {
    exports,
    ...viewsOf(exports),
    host: NO_HOST,
    meanings: { minutes: [], loadBalancers: [], targetGroups: [undefined], kinds: [], answers: [] },
    plans: [],
    routes: undefined,
  };
  writeGrid(core);
  current.core = core;
  return core;
}

function viewsOf({ memory: { buffer } }: CoreExports): Pick<Core, 'memory' | 'words' | 'floats'> {
  return { memory: Buffer.from(buffer), words: new Uint32Array(buffer), floats: new Float64Array(buffer) };
}
