/**
 * What most published log functions do: gunzip, readline, and the regular expression of Athena's table for ALB logs.
 *
 * Out: one line per load balancer, target group, minute and pair of status codes. Source of the expression: "Create
 * the table for ALB access logs" in the Amazon Athena user guide.
 */

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { answer } from '../answer.ts';

const ATHENA =
  /([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) "([^ ]*) (.*) (- |[^ ]*)" "([^"]*)" ([A-Z0-9-_]+) ([A-Za-z0-9.-]*) ([^ ]*) "([^"]*)" "([^"]*)" "([^"]*)" ([-.0-9]*) ([^ ]*) "([^"]*)" "([^"]*)" "([^ ]*)" "([^ ]+?)" "([^ ]+)" "([^ ]*)" "([^ ]*)" ?([^ ]*)? ?(.*)?/;

const counts = new Map<string, number>();
const lines = createInterface({ input: createReadStream(process.argv[2] ?? '').pipe(createGunzip()) });
for await (const line of lines) {
  const match = ATHENA.exec(line);
  if (match === null) continue;
  const key = `${match[3]} ${match[21]} ${match[2]?.slice(0, 16)} ${match[11]} ${match[12]}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
answer([...counts].map(([key, count]) => `${key}\t${count}`));
