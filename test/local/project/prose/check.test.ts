/** What the prose linter finds, and what it leaves alone. */
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../../../local/project/prose/check.ts';
import { documentPassages } from '../../../../local/project/prose/passages.ts';
import { PATTERNS } from '../../../../local/project/prose/patterns.ts';

const foundIn = (markdown: string) => findingsIn(documentPassages('a.md', markdown));

describe('our patterns', () => {
  test.each(PATTERNS)('find "$example"', ({ example, write }) => {
    expect(foundIn(example)).toContainEqual(expect.objectContaining({ write }));
  });

  test.each([
    'Metrics for each load balancer, for example the ones that are slow, and one for all.',
    'It is an alarm for a target group that has no target.',
    'Errors since 10:00, since the last deployment and since then.',
    'The command tells you what to do. The whole of your estate is on one page.',
    'It has mail servers.',
    'It goes on. Take the last one. It stands still.',
    'It must be 0, so the alarm is right and the page does not fire.',
    'What is a log object? Nobody should have to ask.',
    'She analyzed 300 colors in the center.',
  ])('leave alone "%s"', (sentence) => {
    expect(foundIn(sentence)).toEqual([]);
  });

  test('find what two lines hold, and say the line it begins on', () => {
    expect(foundIn('# Title\n\nThe first line. The next one is read\nanew, and it has a table of\nits own.\n')).toEqual(
      [
        expect.objectContaining({ line: 4, found: 'anew' }),
        expect.objectContaining({ line: 4, found: 'of its own' }),
      ].reverse(),
    );
  });
});

describe('write-good', () => {
  test('finds a wordy phrase and a repeated word', () => {
    const found = foundIn('In order to read it, utilize the the command.').map(({ found }) => found);
    expect(found).toEqual(expect.arrayContaining(['utilize', 'the']));
  });

  test('leaves the words of our field alone', () => {
    expect(foundIn('Each request calls the function, and there is one address.')).toEqual([]);
  });
});

test('a sentence of more than forty words is found, and two that share them are not', () => {
  const half =
    'the load balancer writes a log object every five minutes and the function reads every line of it once when it arrives';
  expect(foundIn(`So ${half} and ${half}.`)).toEqual([
    expect.objectContaining({ write: '46 words: make it two sentences' }),
  ]);
  expect(foundIn(`So ${half}. And ${half}.`)).toEqual([]);
});
