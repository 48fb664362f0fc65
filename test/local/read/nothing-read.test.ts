import { expect, test } from 'vitest';
import { nothingRead } from '../../../local/read/nothing-read.ts';

const broken = { key: 'logs/a.log.gz', reason: 'unexpected end of file' };
const other = { key: 'logs/notes.txt', reason: 'no log format we know' };

test.each([
  [{ failed: [], ignored: [] }, {}, "no file in 'logs': give a folder or files of load balancer logs"],
  [
    { failed: [], ignored: [] },
    { from: 1 },
    "no file in 'logs' about the time asked for: give a folder or files of load balancer logs",
  ],
  [
    { failed: [broken, broken], ignored: [other] },
    {},
    "no log of 'logs' could be read: logs/a.log.gz could not (unexpected end of file), nor could 1 more",
  ],
  [
    { failed: [], ignored: [other, other] },
    {},
    "no load balancer log in 'logs': none of its 2 files is one, for instance logs/notes.txt (no log format we know); give the folder that holds AWSLogs/, or log files",
  ],
  [{ failed: [], ignored: [{ ...other, key: 'logs' }] }, {}, "no load balancer log in 'logs': no log format we know"],
])('one sentence says what was found instead: %j', (unread, period, sentence) => {
  expect(nothingRead(unread, { paths: ['logs'], ...period }).message).toBe(sentence);
});

test('standard input is called so, not by its dash', () => {
  const of = (unread: Parameters<typeof nothingRead>[0]) => nothingRead(unread, { paths: ['-'] }).message;
  expect(of({ failed: [], ignored: [{ key: '-', reason: 'it is empty' }] })).toBe(
    'no load balancer log in standard input: it is empty',
  );
  expect(of({ failed: [{ ...broken, key: '-' }], ignored: [] })).toBe(
    'no log of standard input could be read: unexpected end of file',
  );
});
