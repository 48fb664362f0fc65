import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LogSource } from '../../../local/read/paths.ts';
import { unparsedLines } from '../../../local/read/unparsed.ts';
import { STORY } from '../preview/sources.ts';

const [first] = STORY;
const KEY = first?.key ?? '';
const GOOD = first?.plain.toString('latin1').trim().split('\n').slice(0, 4) ?? [];

function sourceOf(lines: readonly string[], key = KEY): LogSource {
  const bytes = gzipSync(Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
  return {
    key,
    size: bytes.length,
    async *open() {
      // In two pieces, as files come.
      yield bytes.subarray(0, 20);
      yield bytes.subarray(20);
    },
  };
}

/** Word `at` (from 0 on) of a line of the log exchanged. */
function withWord(line: string, at: number, word: string): string {
  const words: readonly string[] = line.match(/"[^"]*"|\S+/g) ?? [];
  return words.with(at, word).join(' ');
}

describe('a line that could not be read', () => {
  const [one = '', two = '', three = ''] = GOOD;

  it('is named by its number and the field that is wrong', async () => {
    const lines = [one, withWord(two, 1, 'yesterday'), '', three, withWord(three, 8, '"two hundred"')];
    const texts = [lines[1] ?? '', lines[4] ?? ''];
    expect(await unparsedLines(sourceOf(lines), { texts })).toEqual([
      { line: 2, text: lines[1], why: "field 2 (time) is 'yesterday'" },
      { line: 5, text: lines[4], why: `field 9 (elb_status_code) is '"two hundred"'` },
    ]);
  });

  it('says when fields are missing, also where the note of it was cut', async () => {
    const short = two.split(' ').slice(0, 5).join(' ');
    const texts = [short.slice(0, 20)];
    const [found] = await unparsedLines(sourceOf([short, one]), { texts });
    expect(found).toMatchObject({ line: 1, why: expect.stringMatching(/^it has 5 fields, and a line .* has \d\d$/) });
  });

  it('says when no line of the object can be read', async () => {
    const [found] = await unparsedLines(sourceOf(['no log line']), { texts: ['no log line'] });
    expect(found?.why).toMatch(/^no line of this object can be read/);
  });

  it('is not looked for in what cannot be read again', async () => {
    expect(
      await unparsedLines({ ...sourceOf(['x']), isReadOnce: true }, { texts: ['x'], format: 'alb-access' }),
    ).toEqual([]);
  });
});
