/** How far a replay has come, in a file, so that one that was stopped goes on where it was. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Position {
  /** Objects up to this key are on the queue. */
  readonly lastKey: () => string | undefined;
  readonly save: (lastKey: string) => void;
  readonly forget: () => void;
}

/** The same replay finds its own position; another has another. */
export function positionOf(what: Readonly<Record<string, unknown>>, folder = '.data'): Position {
  const name = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
  const path = join(folder, `replay-${name}.json`);
  return {
    lastKey: () => {
      try {
        const saved: unknown = JSON.parse(readFileSync(path, 'utf8'));
        return typeof saved === 'object' && saved !== null && 'lastKey' in saved ? String(saved.lastKey) : undefined;
      } catch {
        return undefined;
      }
    },
    save: (lastKey) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify({ ...what, lastKey }));
    },
    forget: () => rmSync(path, { force: true }),
  };
}
