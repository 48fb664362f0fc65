/**
 * Seeded random numbers: the same seed parts give the same stream on every machine.
 *
 * Any strings and numbers -> an sfc32 generator (Chris Doty-Humphrey's "small fast counting" generator, 128 bits
 * of state, public domain). Not for secrets.
 */

export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  readonly unit: () => number;
  /** A whole number from 0 (included) to `limit` (excluded). */
  readonly below: (limit: number) => number;
  /** A normally distributed number with mean 0 and deviation 1. */
  readonly normal: () => number;
  /** Lower-case hex digits; `digits` is a multiple of 8. */
  readonly hex: (digits: number) => string;
}

const HEX16: readonly string[] = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));

export function random(...seed: readonly (string | number)[]): Random {
  const next = sfc32(seed.join('\n'));
  const unit = () => next() / 4_294_967_296;
  return {
    unit,
    below: (limit) => Math.floor(unit() * limit),
    // Box and Muller's transform; 1 - unit() keeps the logarithm away from zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    hex: (digits) => {
      let text = '';
      for (let done = 0; done < digits; done += 8) {
        const bits = next();
        text += `${HEX16[bits >>> 16]}${HEX16[bits & 0xffff]}`;
      }
      return text;
    },
  };
}

function sfc32(seed: string): () => number {
  let [a, b, c, counter] = [fnv1a(seed, 1), fnv1a(seed, 2), fnv1a(seed, 3), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // The first dozen numbers of similar seeds resemble each other.
  for (let round = 0; round < 15; round++) next();
  return next;
}

function fnv1a(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** A picker of items in proportion to their weights: a number from 0 to 1 in, an item out. */
export function weighted<Item>(items: readonly Item[], weight: (item: Item) => number): (unit: number) => Item {
  const sorted = items.filter((item) => weight(item) > 0).toSorted((one, other) => weight(other) - weight(one));
  const last = sorted.at(-1);
  if (last === undefined) throw new Error('nothing to choose from: at least one weight must be above 0');
  const total = sorted.reduce((sum, item) => sum + weight(item), 0);
  let sum = 0;
  const limits = Float64Array.from(sorted, (item) => {
    sum += weight(item) / total;
    return sum;
  });
  return (unit) => {
    let at = 0;
    while (unit >= (limits[at] ?? 1)) at++;
    return sorted[at] ?? last;
  };
}
