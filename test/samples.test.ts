/**
 * Logs that other projects published, read from the folder ELB_LOG_SAMPLES names. They are not in this repository; what
 * is known of them (lines, field counts) stands here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { albAccess, parseAlbAccess } from '../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../lambda/formats/format.ts';
import { ingest } from '../lambda/ingest/ingest.ts';

const SAMPLES = process.env.ELB_LOG_SAMPLES;

/** File -> parsed lines, distinct field counts. */
const ALB: [file: string, lines: number, fieldCounts: number[]][] = [
  ['aws-docs-2018-02-03-20fields.log', 5, [20]],
  ['aws-docs-2018-07-25-24fields.log', 5, [24]],
  ['aws-docs-2018-11-29-25fields.log', 7, [25]],
  ['aws-docs-2023-06-15-29fields.log', 7, [29]],
  ['centralized-logging-elb.log', 2, [29]],
  ['coralogix-grpcs.log.gz', 576, [29]],
  ['crowdsecurity-aws-alb-logs.log', 14, [29, 33]],
  ['dpetzold-loadbalancer_cloudfront_forward_h2.csv', 1, [25]],
  ['dpetzold-loadbalancer_http2_entry_auth_error.csv', 1, [30]],
  ['dpetzold-loadbalancer_http2_entry_auth_missing.csv', 1, [30]],
  ['dpetzold-loadbalancer_http_entry.csv', 1, [25]],
  ['dpetzold-loadbalancer_lambda_failed_entry.csv', 1, [25]],
  ['dpetzold-loadbalancer_secured_websockets_entry.csv', 1, [25]],
  ['jsherz-parser-spec.log', 7, [25]],
  ['lnav-alb_log-20fields.log', 5, [20]],
  ['otel-alb_al_valid_logs.log', 2, [30]],
  ['shinsaka-in_elb_log.log', 3, [18, 21, 27]],
];

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe.skipIf(SAMPLES === undefined)('published ALB access logs', () => {
  const folder = join(SAMPLES ?? '', 'alb-access');
  const bytesOf = (file: string): Buffer => readFileSync(join(folder, file));

  test('are all in the table', () => {
    const files = readdirSync(folder).filter((file) => !/^(constructed-|README)/.test(file));
    expect(files.sort()).toEqual(ALB.map(([file]) => file));
  });

  test.each(ALB)('%s: %i lines, every one parsed', async (file, lines) => {
    const object = { key: file, format: albAccess, facts: NO_FACTS, chunks: once(bytesOf(file)) };
    const { lines: account } = await ingest(object, { config: DEFAULT_CONFIG });
    expect(account).toEqual({ parsed: lines, skipped: 0, unparsed: 0 });
  });

  test.each(ALB.filter(([file]) => !file.endsWith('.gz')))(
    '%s has the field counts known of it',
    (file, _lines, fieldCounts) => {
      const entries = bytesOf(file).toString('latin1').trim().split('\n').map(parseAlbAccess);
      const counts = new Set(entries.map((entry) => (typeof entry === 'object' ? entry.fieldCount : entry)));
      expect([...counts].sort()).toEqual(fieldCounts);
    },
  );
});
