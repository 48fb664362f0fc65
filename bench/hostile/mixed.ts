/**
 * Hostile objects made from a seed: lines of an Application Load Balancer of which each field is constant, of a few, of
 * many, or long.
 */
import { gzipSync } from 'node:zlib';
import { type Random, random } from '../../local/generate/random.ts';
import { ALB_KEY, albLine, type HostileObject } from './objects.ts';

const LINES_PER_MEMBER = 1_000;
const MINUTE = 60_000;

export function mixedObject(seed: number): HostileObject {
  return { name: `mixed, seed ${seed}`, key: ALB_KEY, chunks: (now) => members(random('hostile', seed), now) };
}

function* members(r: Random, now: number): Generator<Buffer> {
  const field = (name: string) => fieldOf(r, name);
  const [elb, target, group, agent] = [field('shop'), field('host'), field('web'), field('curl')];
  const [status, seconds, minute] = [numbers(r, 900), numbers(r, 4_000_000), numbers(r, 15_000)];
  const lines = 20_000 + r.below(300_000);
  for (let from = 0; from < lines; from += LINES_PER_MEMBER) {
    const text = Array.from({ length: Math.min(LINES_PER_MEMBER, lines - from) }, () =>
      albLine({
        time: now - minute() * MINUTE,
        elb: `app/${elb()}/0123456789abcdef`,
        target: `${target()}:80`,
        group: group(),
        status: `${100 + status()}`,
        seconds: (seconds() / 1_000).toFixed(3),
        agent: agent(),
      }),
    );
    yield gzipSync(`${text.join('\n')}\n`, { level: 1 });
  }
}

/** What a field holds from line to line. */
function fieldOf(r: Random, name: string): () => string {
  const kinds = [1, 1, 20, 300, 100_000];
  const many = kinds[r.below(kinds.length)] ?? 1;
  const length = [name.length, name.length, 40, 400][r.below(4)] ?? name.length;
  return () => `${name}-${r.below(many)}`.padEnd(length, 'x');
}

function numbers(r: Random, limit: number): () => number {
  const many = [1, 1, 10, limit][r.below(4)] ?? 1;
  return () => r.below(many);
}
