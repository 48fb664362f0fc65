/**
 * What a reader of generated logs must find -> a JSON file, written while the logs are made: the counts of a fleet and
 * a day are millions, more than one text or memory holds. Shape: `Expected` of expected.ts.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type Expected, mergeExpected } from './expected.ts';

export interface ExpectationsFile {
  /** `end` is that of the object's interval. Objects come interval after interval, which no count reaches beyond. */
  readonly add: (expected: Expected, end: Date) => void;
  /** Writes what is left. */
  readonly close: () => ExpectedTotals;
}

export type ExpectedTotals = Pick<Expected, 'lines' | 'bytes'>;

/** Counts in one write; a write a count costs more than making it. */
const COUNTS_PER_WRITE = 1_000;

export function expectationsFile(path: string): ExpectationsFile {
  const file = openSync(path, 'w');
  let interval: Expected[] = [];
  let intervalEnd = Number.NEGATIVE_INFINITY;
  let totals: Expected = { lines: 0, bytes: 0, outcomes: {}, counts: [] };
  let written = 0;
  const flush = (): void => {
    const { counts, ...sums } = mergeExpected(interval);
    interval = [];
    for (let from = 0; from < counts.length; from += COUNTS_PER_WRITE) {
      const some = JSON.stringify(counts.slice(from, from + COUNTS_PER_WRITE)).slice(1, -1);
      writeSync(file, `${written === 0 ? '' : ','}${some}`);
      written += 1;
    }
    totals = mergeExpected([totals, { ...sums, counts: [] }]);
  };
  writeSync(file, '{"counts":[');
  return {
    add: (expected, end) => {
      if (end.getTime() < intervalEnd)
        throw new Error(`the interval that ends ${end.toISOString()} was written before`);
      if (end.getTime() > intervalEnd) flush();
      intervalEnd = end.getTime();
      interval.push(expected);
    },
    close: () => {
      flush();
      const { counts: _written, ...sums } = totals;
      writeSync(file, `],${JSON.stringify(sums).slice(1)}`);
      closeSync(file);
      return sums;
    },
  };
}
