/**
 * One object of any format through our own ingest. `product` (what the function does) or `plain` (the reference path),
 * the name of the format, a file -> the account of its lines, and a fingerprint of everything that would be published
 * and logged.
 */

import { createHash } from 'node:crypto';
import { DEFAULT_CONFIG } from '../../lambda/config.ts';
import { type AnyFormat, NO_FACTS } from '../../lambda/formats/format.ts';
import { formatNamed } from '../../lambda/formats/index.ts';
import { ingest } from '../../lambda/ingest/ingest.ts';
import { readObject } from '../../lambda/ingest/reference.ts';
import type { LogObject } from '../../lambda/ingest/state.ts';
import type { Ingested } from '../../lambda/measure/ingested.ts';
import { metricData } from '../../lambda/publish/datum.ts';
import { fileChunks } from '../../local/read/file-chunks.ts';
import { answer } from '../answer.ts';

const [path, name = '', file = ''] = process.argv.slice(2);
const format = formatNamed(name);
if (format === undefined) throw new Error(`no format '${name}'`);
const object: LogObject = { key: file, format, facts: NO_FACTS, chunks: fileChunks(file) };
const read = path === 'plain' ? plain(object, format) : ingest(object, { config: DEFAULT_CONFIG });
const { lines, aggregates, notes } = await read;
const hash = createHash('sha256');
for (const datum of metricData(aggregates)) hash.update(JSON.stringify(datum));
hash.update(JSON.stringify(notes));
answer([`${lines.parsed} parsed, ${lines.skipped} skipped, ${lines.unparsed} unparsed, ${hash.digest('hex')}`]);

/** The compiler has to see the family to know that format and entries belong together. */
function plain(one: LogObject, any: AnyFormat): Promise<Ingested> {
  const options = { config: DEFAULT_CONFIG };
  switch (any.family) {
    case 'requests':
      return readObject(one, any, options);
    case 'connections':
      return readObject(one, any, options);
    case 'healthChecks':
      return readObject(one, any, options);
    case 'firewall':
      return readObject(one, any, options);
    case 'apiEvents':
      return readObject(one, any, options);
  }
}
