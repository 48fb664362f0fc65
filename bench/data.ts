/**
 * Generated log objects for measurements, made once and kept under .data/ (ignored by git).
 *
 * The options of the generator -> a file, and what a reader must find in it.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BigObjectOptions, bigObject } from '../local/generate/big-object.ts';
import type { Expected } from '../local/generate/expected.ts';
import { gzipped, traffic } from '../local/generate/traffic.ts';

export const DATA = join(import.meta.dirname, '..', '.data');

/**
 * Raise it when the generator writes other bytes or expectations than before: files of an older version are made again.
 */
const VERSION = 4;

export interface DataSet {
  readonly file: string;
  readonly bytes: number;
  readonly expected: Expected;
}

/** The object that the figures in README.md are about has these options and one million lines. */
export const STANDARD = { seed: 1, fields: 30, targetGroups: 4 } as const;

/** One object of `lines` lines with the fields up to conn_trace_id, unless told otherwise. */
export async function bigData(lines: number, options: Partial<BigObjectOptions> = {}): Promise<DataSet> {
  const all = { ...STANDARD, ...options, lines };
  const name = Object.entries(all)
    .map(([key, value]) => `${key}-${value}`)
    .join('_');
  mkdirSync(DATA, { recursive: true });
  const file = join(DATA, `v${VERSION}_${name}.log.gz`);
  const expectations = `${file}.expected.json`;
  if (!existsSync(expectations)) {
    console.error(`generating ${file}`);
    const expected = await bigObject(`${file}.part.gz`, all);
    renameSync(`${file}.part.gz`, file);
    writeFileSync(expectations, JSON.stringify(expected));
  }
  const expected: Expected = JSON.parse(readFileSync(expectations, 'utf8'));
  return { file, bytes: statSync(file).size, expected };
}

/** Many small objects in a folder, each of `lines` lines of one load balancer node and five minutes. */
export function smallData(objects: number, lines: number): readonly DataSet[] {
  const folder = join(DATA, `v${VERSION}_small_${objects}x${lines}`);
  const list = join(folder, 'expected.json');
  if (!existsSync(list)) {
    console.error(`generating ${folder}`);
    mkdirSync(folder, { recursive: true });
    const expectations: Expected[] = [];
    for (const object of smallObjects(objects, lines)) {
      writeFileSync(join(folder, `${expectations.length}.log.gz`), gzipped(object));
      expectations.push(object.expected);
    }
    writeFileSync(list, JSON.stringify(expectations));
  }
  const expectations: Expected[] = JSON.parse(readFileSync(list, 'utf8'));
  return expectations.map((expected, at) => {
    const file = join(folder, `${at}.log.gz`);
    return { file, bytes: statSync(file).size, expected };
  });
}

function smallObjects(objects: number, lines: number) {
  const nodes = 5;
  return traffic({
    seed: STANDARD.seed,
    fields: STANDARD.fields,
    nodes,
    variation: 0,
    start: new Date('2026-03-04T00:00:00Z'),
    minutes: (objects / nodes) * 5,
    loadBalancers: [
      {
        name: 'small',
        requestsPerMinute: (lines / 5) * nodes,
        targetGroups: [1, 2, 3, 4].map((group) => ({
          name: `small-${group}`,
          latencyMilliseconds: 5 * group,
          weight: 1 / group,
        })),
      },
    ],
  });
}
