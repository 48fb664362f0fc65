/** How far a replay has come, in a file, so that one that was stopped continues where it was. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Saved {
  /** Objects up to this key are on the queue. */
  readonly lastKey: string | undefined;
  /** Later keys that the ledger was made to forget; whether they are on the queue is not known. */
  readonly forgotten: readonly string[];
}

export interface PositionFile {
  readonly read: () => Saved;
  readonly save: (saved: Saved) => void;
  readonly remove: () => void;
}

/** The same replay finds its own position; another has another. */
export function positionOf(what: Readonly<Record<string, unknown>>, folder = '.data'): PositionFile {
  const name = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
  const path = join(folder, `replay-${name}.json`);
  return {
    read: () => readSaved(path),
    save: (saved) => {
      mkdirSync(dirname(path), { recursive: true });
      // A process that is stopped while it writes must not leave half a file.
      writeFileSync(`${path}.new`, JSON.stringify({ ...what, ...saved }));
      renameSync(`${path}.new`, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/**
 * Fails where there is a position that says nothing: to begin again without a word could count objects a further time.
 */
function readSaved(path: string): Saved {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { lastKey: undefined, forgotten: [] };
    throw error;
  }
  const saved = parsed(text);
  if (saved === undefined) throw new Error(`${path} is not the position of an earlier run: delete it to start again`);
  return saved;
}

function parsed(text: string): Saved | undefined {
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof saved !== 'object' || saved === null) return undefined;
  const { lastKey, forgotten } = { lastKey: undefined, forgotten: [], ...saved };
  const isRight = ['string', 'undefined'].includes(typeof lastKey) && Array.isArray(forgotten);
  return isRight ? { lastKey, forgotten } : undefined;
}
