/** A word that somebody typed -> the known word that was probably meant. */
import { distance } from 'fastest-levenshtein';

/** Undefined where none is close: at most a third of the letters, and never more than three, may differ. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const [best] = known
    .map((candidate) => ({ candidate, edits: distance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(3, Math.ceil(candidate.length / 3)))
    .sort((left, right) => left.edits - right.edits);
  return best?.candidate;
}
