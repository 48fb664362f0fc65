/** AWS proves that it may write with objects that are no logs, also below a prefix of formatByPrefix. */
import { expect, test } from 'vitest';
import { FORMATS, recognize } from '../../../lambda/formats/index.ts';
import { ingestText } from './ingested.ts';

test.each(['ELBAccessLogTestFile', 'ELBConnectionLogTestFile', 'aws-logs-write-test'])(
  '%s is a test object',
  (name) => {
    expect(recognize(`exports/vended/${name}`, { 'exports/': 'alb-access-vended' })).toEqual({ ignored: 'testObject' });
  },
);

const TEXT = FORMATS.filter(({ name }) => name !== 'waf' && name !== 'cloudtrail').map(({ name }) => name);

test.each(TEXT)('the text of a test object is no line that could not be read: %s', async (format) => {
  const texts = ['Permission Check Successful', 'Enable AccessLog for ELB: app/a/1 at 2025-05-30T16:47:00.781Z'];
  for (const text of texts)
    expect((await ingestText(format, text)).lines).toEqual({ parsed: 0, skipped: 1, unparsed: 0 });
});
