/** An example -> the command that prints its line of the log, from the file or bucket it was read from. Pure. */

import { shellQuoted } from '../../../../../lambda/catalogue/shell-word.ts';
import type { ShownExample } from '../../../selection-document.ts';
export function lineCommand({ object, traceId, time }: ShownExample): string | undefined {
  if (typeof object !== 'string') return undefined;
  const wanted = typeof traceId === 'string' ? traceId : undefined;
  const pattern = wanted ?? (typeof time === 'string' ? time.slice(0, 19) : undefined);
  if (pattern === undefined) return undefined;
  const isRemote = object.startsWith('s3://');
  const unpacked = object.endsWith('.gz') ? 'gzip -dc' : 'cat';
  const source = isRemote ? `aws s3 cp ${shellQuoted(object)} - | ${unpacked}` : `${unpacked} ${shellQuoted(object)}`;
  return `${source} | grep -F ${shellQuoted(pattern)}`;
}
