/** A word that somebody typed -> the known word that was probably meant. */
import { distance } from 'fastest-levenshtein';

/** Undefined where none is close: at most a third of the letters, and never more than three, may differ. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const [best] = known
    .map((candidate) => ({ candidate, edits: editsOf(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(3, Math.ceil(candidate.length / 3)))
    .sort((left, right) => left.edits - right.edits);
  return best?.candidate;
}

/** Two letters in the wrong order are one slip of the fingers. */
function editsOf(word: string, candidate: string): number {
  const at = [...word].findIndex((letter, index) => letter !== candidate[index]);
  const swapped = `${word.slice(0, at)}${word.slice(at + 1, at + 2)}${word.slice(at, at + 1)}${word.slice(at + 2)}`;
  return at >= 0 && swapped === candidate ? 1 : distance(word, candidate);
}
