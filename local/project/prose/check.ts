/** Passages -> what is hard to read in them, by our own patterns and by write-good. Pure. */
import writeGood from 'write-good';
import { lineAt, type Passage } from './passages.ts';
import { PATTERNS } from './patterns.ts';

export interface Finding {
  readonly path: string;
  readonly line: number;
  /** The words that were found. */
  readonly found: string;
  /** What to write instead. */
  readonly write: string;
}

/** A sentence of a document with more words than this asks to be two. */
const SENTENCE_WORDS_MAX = 40;

/** write-good's other checks (passive voice, adverbs, "so") find good technical prose more often than bad. */
const CHECKS = { cliches: false, eprime: false, passive: false, adverb: false, so: false, weasel: false };

/** Words of our field, or plain ones, that write-good calls wordy or repeated. */
const OUR_WORDS =
  /^(?:request|function|address|notify|delete|type|attempt|maximum|minimum|forward|effect|monitor|implement|interface|it (?:is|was)|all of|however|there (?:is|are)|evaluate|identical|initial|remain|option|submit|validate|component|multiple|modify|previous|provide|require|additional|accurate|parameter|retain|not certain|type of)s?$|^\d/i;

export function findingsIn(passages: readonly Passage[]): Finding[] {
  return passages.flatMap((passage) => [
    ...ownFindings(passage),
    ...(passage.kind === 'comment' ? [] : writeGoodFindings(passage)),
    ...(passage.kind === 'document' ? longSentences(passage) : []),
  ]);
}

function ownFindings(passage: Passage): Finding[] {
  // One space for every line break, so that a pattern spans lines and an index still says the line.
  const text = passage.text.replaceAll('\n', ' ');
  return PATTERNS.flatMap(({ find, write }) =>
    [...text.matchAll(find)].map(({ 0: found, index }) => findingAt(passage, index, { found, write })),
  );
}

function writeGoodFindings(passage: Passage): Finding[] {
  return writeGood(passage.text, CHECKS).flatMap(({ index, offset, reason }) => {
    const found = passage.text.slice(index, index + offset).replace(/\s+/g, ' ');
    return OUR_WORDS.test(found) || !/\w{2}/.test(found) ? [] : [findingAt(passage, index, { found, write: reason })];
  });
}

function longSentences(passage: Passage): Finding[] {
  if (/^ *\|/.test(passage.text)) return [];
  return [...passage.text.matchAll(/[^.!?:;]+(?:[.!?:;](?!\s|$)[^.!?:;]*)*/g)].flatMap(({ 0: sentence, index }) => {
    const words = sentence.match(/[A-Za-z][\w'-]*/g)?.length ?? 0;
    if (words <= SENTENCE_WORDS_MAX) return [];
    const found = `${sentence.trim().slice(0, 40)}…`;
    return [findingAt(passage, index, { found, write: `${words} words: make it two sentences` })];
  });
}

function findingAt(passage: Passage, index: number, what: Pick<Finding, 'found' | 'write'>): Finding {
  const blanks = /^\s*/.exec(passage.text.slice(index))?.[0].length ?? 0;
  const line = passage.line + lineAt(passage.text, index + blanks) - 1;
  return { path: passage.path, line, found: what.found.trim(), write: what.write };
}
