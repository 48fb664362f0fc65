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
])('one sentence says what was found instead: %j', (unread, period, sentence) => {
  expect(nothingRead(unread, { paths: ['logs'], ...period }).message).toBe(sentence);
});
