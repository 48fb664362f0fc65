/** A small file that a person wrote or another program -> its text. Windows writes JSON in UTF-16, or with a mark. */
import { readFile } from 'node:fs/promises';
import { encodingOf } from '../../lambda/read/container.ts';

export async function textOfFile(path: string): Promise<string> {
  const bytes = await readFile(path);
  const encoding = encodingOf(bytes);
  return new TextDecoder(encoding === 'bytes' ? 'utf-8' : encoding).decode(bytes);
}
