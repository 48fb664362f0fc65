import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter, LINE_BYTES_MAX } from '../../../lambda/read/lines.ts';

function split(pieces: readonly Uint8Array[], splitter = createLineSplitter('utf8')) {
  const lines = pieces.flatMap((piece) => splitter.push(piece));
  return { lines: [...lines, ...splitter.end()], overlong: splitter.overlong() };
}

/** The obvious slow one: a final line feed ends the last line, it does not begin another. */
function slowly(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

test('cutting the bytes at any offset gives the same lines, in the middle of a character too', () => {
  const text = 'one\n\nzwölf €\r\n𝄞 clef\nlast without end';
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(split([bytes.subarray(0, cut), bytes.subarray(cut)]).lines).toEqual(slowly(text));
  }
  expect(split([...bytes].map((byte) => Uint8Array.of(byte))).lines).toEqual(slowly(text));
});

test('any text in any pieces gives the lines of the obvious splitter', () => {
  const piece = fc.oneof(fc.constant('\n'), fc.string({ unit: 'grapheme', maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(piece), (texts) => {
      const buffers = texts.map((text) => Buffer.from(text));
      expect(split(buffers).lines).toEqual(slowly(texts.join('')));
    }),
  );
});

test('a caller may reuse its buffer between pieces', () => {
  const splitter = createLineSplitter('latin1');
  const buffer = Buffer.from('abc');
  splitter.push(buffer);
  buffer.write('xyz');
  expect(splitter.push(Buffer.from('\n'))).toEqual(['abc']);
});

test('a line of 10 MB is passed over and counted, and its neighbors stay', () => {
  const before = process.memoryUsage().arrayBuffers;
  const splitter = createLineSplitter('latin1');
  const lines = [...splitter.push(Buffer.from('first\n'))];
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let i = 0; i < 160; i++) lines.push(...splitter.push(piece));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * LINE_BYTES_MAX);
  lines.push(...splitter.push(Buffer.from('\nlast\n')), ...splitter.end());
  expect({ lines, overlong: splitter.overlong() }).toEqual({ lines: ['first', 'last'], overlong: 1 });
});

test('the limit of a line is the same in one piece and in many', () => {
  for (const extra of [0, 1]) {
    const text = Buffer.from(`a\n${'x'.repeat(LINE_BYTES_MAX + extra)}\nb`);
    const whole = split([text]);
    const cut = split([text.subarray(0, 1000), text.subarray(1000, 700_000), text.subarray(700_000)]);
    expect(whole).toEqual(cut);
    expect(whole.overlong).toBe(extra);
  }
});
