/**
 * Paths that were answered -> the templates behind them: `/users/17/orders` -> `/users/:id/orders`.
 *
 * First what looks like a value becomes `:`. Then, from the front, a place with so many words that they cannot be words
 * of an API becomes `:` too. Only counts decide, so the order of the requests plays no part.
 */
import { isFile, isValue } from './segments.ts';

export interface PathTemplate {
  /** Segments; `:` stands for any value, `*` for the rest. */
  readonly segments: readonly string[];
  readonly requests: number;
}

const SEGMENTS_MAX = 12;
/** So many different words at one place are values… */
const VALUES_MIN = 8;
/** …if they are nearly as many as requests, */
const MOSTLY_NEW = 0.5;
/** or if many of them came only once, */
const MANY = 20;
const ONCE_SHARE = 0.25;
/** or anyway. */
const TOO_MANY = 100;
/** At the front of the path only with such a share of all requests: a scanner sees to many first words. */
const FRONT_SHARE = 0.1;
/** A word with this share of the requests at its place stays a word, such as `me` among the names of users. */
const WORD_SHARE = 0.3;
/** That a value goes on so differently from the others may happen this seldom. */
const CHANCE = 0.001;

/** `*` behind the first segment for files; values as `:`. */
function segmentsOf(path: string): readonly string[] {
  const segments = path.slice(1).split('/');
  const [first = '', ...rest] = segments;
  if (rest.length > 0 && isFile(rest.at(-1) ?? '')) return [isValue(first) ? ':' : first, '*'];
  const cut = segments.length > SEGMENTS_MAX ? [...segments.slice(0, SEGMENTS_MAX), '*'] : segments;
  return cut.map((segment) => (isValue(segment) ? ':' : segment));
}

interface SegmentNode {
  readonly next: Map<string, SegmentNode>;
  /** Requests whose path ends here. */
  ends: number;
  /** Requests whose path ends here or further on. */
  requests: number;
}

export function templates(paths: Iterable<readonly [path: string, requests: number]>): readonly PathTemplate[] {
  const root = place();
  for (const [path, requests] of paths) add(root, segmentsOf(path), requests);
  fold(root, root.requests * FRONT_SHARE);
  return [...templatesBelow(root, [])].sort((left, right) => right.requests - left.requests || compare(left, right));
}

function place(): SegmentNode {
  return { next: new Map(), ends: 0, requests: 0 };
}

function add(root: SegmentNode, segments: readonly string[], requests: number): void {
  let at = root;
  at.requests += requests;
  for (const segment of segments) {
    const known = at.next.get(segment) ?? place();
    at.next.set(segment, known);
    at = known;
    at.requests += requests;
  }
  at.ends += requests;
}

function fold(at: SegmentNode, requestsMin: number): void {
  const words = [...at.next].filter(([word]) => word !== ':' && word !== '*' && word !== '');
  const requests = words.reduce((sum, [, next]) => sum + next.requests, 0);
  const values = withoutWords(words.filter(([, next]) => next.requests < WORD_SHARE * requests));
  const ofValues = values.reduce((sum, [, next]) => sum + next.requests, 0);
  if (
    areValues(
      values.map(([, next]) => next.requests),
      ofValues,
    ) &&
    ofValues >= requestsMin
  ) {
    const any = at.next.get(':') ?? place();
    for (const [word, next] of values) {
      merge(any, next);
      at.next.delete(word);
    }
    at.next.set(':', any);
  }
  for (const next of at.next.values()) fold(next, 0);
}

/**
 * Among values a word shows by how it goes on: one of `/images/json` never goes on, of `/images/NAME/history` most do.
 * The more requests, the surer.
 */
function withoutWords(all: readonly (readonly [string, SegmentNode])[]): readonly (readonly [string, SegmentNode])[] {
  const requests = all.reduce((sum, [, next]) => sum + next.requests, 0);
  const ended = all.reduce((sum, [, next]) => sum + next.ends, 0) / requests;
  return all.filter(([, next]) => {
    const neverGoesOn = next.ends === next.requests && ended ** next.requests < CHANCE;
    const neverEnds = next.ends === 0 && (1 - ended) ** next.requests < CHANCE;
    return !neverGoesOn && !neverEnds;
  });
}

function areValues(counts: readonly number[], requests: number): boolean {
  if (counts.length < VALUES_MIN) return false;
  const once = counts.filter((count) => count === 1).length;
  return (
    counts.length >= MOSTLY_NEW * requests ||
    (counts.length >= MANY && once >= ONCE_SHARE * counts.length) ||
    counts.length >= TOO_MANY
  );
}

function merge(into: SegmentNode, from: SegmentNode): void {
  into.ends += from.ends;
  into.requests += from.requests;
  for (const [word, next] of from.next) {
    const known = into.next.get(word);
    if (known === undefined) into.next.set(word, next);
    else merge(known, next);
  }
}

function* templatesBelow(at: SegmentNode, segments: readonly string[]): Generator<PathTemplate> {
  if (at.ends > 0 && segments.length > 0) yield { segments, requests: at.ends };
  for (const [word, next] of at.next) yield* templatesBelow(next, [...segments, word]);
}

function compare(left: PathTemplate, right: PathTemplate): number {
  const [mine, theirs] = [left.segments.join('/'), right.segments.join('/')];
  return mine < theirs ? -1 : Number(mine > theirs);
}
