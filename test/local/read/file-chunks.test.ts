import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileChunks } from '../../../local/read/file-chunks.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-chunks-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of this process, where the system lists them. */
const OPEN_FILES = '/proc/self/fd';

function fileOf(bytes: number): string {
  const path = join(folder, `${bytes}.log`);
  writeFileSync(path, Buffer.alloc(bytes, 'abc\n'));
  return path;
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text;
}

describe('the bytes of a file', () => {
  it.each([0, 1, 4_096, 262_143, 262_144, 262_145, 700_001])('are all there, of %i', async (bytes) => {
    const path = fileOf(bytes);
    const whole = Buffer.alloc(bytes, 'abc\n').toString();
    expect(await textOf(fileChunks(path, bytes))).toBe(whole);
    expect(await textOf(fileChunks(path))).toBe(whole);
  });

  it('are all there where the file has grown since it was listed', async () => {
    const path = fileOf(5_000);
    appendFileSync(path, 'later\n');
    expect(await textOf(fileChunks(path, 5_000))).toHaveLength(5_006);
  });

  it.runIf(existsSync(OPEN_FILES))('leave no file open, read to the end or not', async () => {
    const path = fileOf(300_000);
    const before = readdirSync(OPEN_FILES).length;
    for (let round = 0; round < 20; round++) {
      const iterator = fileChunks(path, 300_000)[Symbol.asyncIterator]();
      expect((await iterator.next()).value).toHaveLength(262_144);
      if (round % 2 === 0) await iterator.return?.();
      else while (!(await iterator.next()).done);
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    }
    expect(readdirSync(OPEN_FILES)).toHaveLength(before);
  });

  it('say so where the file cannot be opened', async () => {
    await expect(textOf(fileChunks(join(folder, 'missing'), 3))).rejects.toThrow('ENOENT');
  });
});
