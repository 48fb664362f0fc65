/** Seeded chance: a generator and a mean or a share -> a count. */
import type { Random } from '../../local/generate/random.ts';

/** Above this a normal distribution is as good. */
const NORMAL_MEAN = 40;

export function poisson(chance: Random, mean: number): number {
  if (mean > NORMAL_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * chance.normal()));
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit || count < 0; count++) product *= chance.unit();
  return mean === 0 ? 0 : count;
}

export function binomial(chance: Random, count: number, share: number): number {
  const mean = count * share;
  if (mean > NORMAL_MEAN && count - mean > NORMAL_MEAN) {
    return Math.min(count, Math.max(0, Math.round(mean + Math.sqrt(mean * (1 - share)) * chance.normal())));
  }
  let sum = 0;
  for (let at = 0; at < count; at++) if (chance.unit() < share) sum++;
  return sum;
}
