import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { keptEntry, keptText } from '../../../lambda/catalogue/kept-text.ts';

describe('text that outlives its line', () => {
  test.each([
    ['app/shop/0123456789abcdef', 'app/shop/0123456789abcdef'],
    ['Größe 中 😀', 'Größe 中 😀'],
    ['', ''],
    ['x'.repeat(300), 'x'.repeat(255)],
  ])('%j is kept as %j', (text, kept) => {
    expect(keptText(text)).toBe(kept);
  });

  test('keeps no more of an entry than is asked for', () => {
    const entry = { time: 1, target: 'x'.repeat(30), latency: undefined, countedRules: ['y'.repeat(30), 'z'] };
    expect(keptEntry(entry, 20)).toEqual({
      ...{ time: 1, target: 'x'.repeat(20), latency: undefined, countedRules: ['y'.repeat(20), 'z'] },
    });
    expect(keptEntry({ rules: Array.from({ length: 50 }, String) }).rules).toHaveLength(20);
  });

  test('holds nothing else of the line in memory, as a part of the line would', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const grown = (nameIn: (line: string) => string): number => {
      collect();
      const before = process.memoryUsage().heapUsed;
      const names = Array.from({ length: 100 }, (_, at) =>
        nameIn(`app/shop-${at}/0123456789abcdef ${'x'.repeat(1e6)}`),
      );
      collect();
      expect(names).toHaveLength(100);
      return process.memoryUsage().heapUsed - before;
    };
    expect(grown((line) => line.slice(0, 24))).toBeGreaterThan(50e6);
    expect(grown((line) => keptText(line.slice(0, 24)))).toBeLessThan(5e6);
  });
});
