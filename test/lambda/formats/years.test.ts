/** ALB access logs had 17 fields in 2016 and have 36 now. Lines of every length between, as every year wrote them. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { albAccess, parseAlbAccess } from '../../../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../../../lambda/formats/format.ts';
import { ingest } from '../../../lambda/ingest/ingest.ts';
import { LOG_TABLES } from '../../../lib/athena/tables.ts';
import { rowOf } from '../../lib/athena/hive-rows.ts';
import { sample } from './entries.ts';

const bytes = sample('alb-access/constructed-years.log');
const lines = bytes.toString('latin1').trimEnd().split('\n');
/** Fields of the lines, two lines of each. */
const YEARS = [17, 18, 20, 21, 24, 25, 27, 29, 30, 33, 34, 35, 36];

async function* once(): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe('lines of every year', () => {
  test('are all parsed, with the number of fields that they have', () => {
    const counts = lines.map(parseAlbAccess).map((entry) => (typeof entry === 'object' ? entry.fieldCount : entry));
    expect(counts).toEqual(YEARS.flatMap((fields) => [fields, fields]));
  });

  test('are all accounted for in an object', async () => {
    const object = { key: 'years.log', format: albAccess, facts: NO_FACTS, chunks: once() };
    const { lines: account } = await ingest(object, { config: DEFAULT_CONFIG });
    expect(account).toEqual({ parsed: 26, skipped: 0, unparsed: 0 });
  });

  test('are rows of the Athena table, with the status that they have', () => {
    for (const line of lines) {
      const entry = parseAlbAccess(line);
      if (typeof entry === 'string') throw new Error(`${line} must be an entry`);
      expect(rowOf(LOG_TABLES.requests, line)?.elb_status_code).toBe(entry.elbStatusCode ?? '-');
    }
  });
});
