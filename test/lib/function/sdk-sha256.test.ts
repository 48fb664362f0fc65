import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sha256Node } from '../../../lib/function/sdk-sha256.ts';

const bytes = fc.uint8Array({ maxLength: 100 });
const secrets = fc.oneof(fc.constant(undefined), fc.string(), bytes);

async function digestOf(hash: Sha256Node, pieces: readonly Uint8Array[]): Promise<string> {
  for (const piece of pieces) hash.update(piece);
  return Buffer.from(await hash.digest()).toString('hex');
}

test('hashes what Node hashes, with any secret or none, in any pieces, and again after a reset', async () => {
  await fc.assert(
    fc.asyncProperty(secrets, fc.array(bytes), fc.array(bytes), async (secret, ...rounds) => {
      const hash = new Sha256Node(secret);
      for (const pieces of rounds) {
        const node = secret?.length ? createHmac('sha256', secret) : createHash('sha256');
        expect(await digestOf(hash, pieces)).toBe(node.update(Buffer.concat(pieces)).digest('hex'));
        hash.reset();
      }
    }),
  );
});

test('a secret that comes again gives the same, and another something else', async () => {
  const secret = new Uint8Array([1, 2, 3]);
  const digests = await Promise.all(
    ['a', secret, 'b', 'a', secret].map((one) => digestOf(new Sha256Node(one), [Buffer.from('data')])),
  );
  expect(digests.slice(3)).toEqual(digests.slice(0, 2));
  expect(new Set(digests).size).toBe(3);
});
