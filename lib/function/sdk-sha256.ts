/**
 * SHA-256 for the SDK, which signs with it. The SDK's class makes an object of Node for each hash and copies it, and
 * has Node find out for each signature whether the secret is a key.
 */
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export class Sha256Node {
  readonly digestLength = 32;
  readonly #secret: string | Uint8Array | undefined;
  #data: Uint8Array[] = [];

  constructor(secret?: string | Uint8Array) {
    this.#secret = secret === undefined || secret.length === 0 ? undefined : secret;
  }

  update(data: Uint8Array): void {
    this.#data.push(data);
  }

  async digest(): Promise<Uint8Array> {
    const [only = new Uint8Array(), ...others] = this.#data;
    const data = others.length === 0 ? only : Buffer.concat(this.#data);
    if (this.#secret === undefined) return hash('sha256', data, 'buffer');
    return createHmac('sha256', keyOf(this.#secret)).update(data).digest();
  }

  reset(): void {
    this.#data = [];
  }
}

/** The SDK keeps the key of a day, and signs every request with it. */
const keys = new WeakMap<Uint8Array, KeyObject>();
let last: { readonly text: string; readonly key: KeyObject } | undefined;

function keyOf(secret: string | Uint8Array): KeyObject {
  if (typeof secret === 'string') {
    if (last?.text !== secret) last = { text: secret, key: createSecretKey(secret, 'utf8') };
    return last.key;
  }
  const known = keys.get(secret) ?? createSecretKey(secret);
  keys.set(secret, known);
  return known;
}
