/** Paths of which no log could be read -> one sentence that says what was found instead, and what to do. */
import type { UnreadObject } from './identify.ts';
import { nameOfSource } from './paths.ts';
import type { Period } from './period.ts';

export interface UnreadObjects {
  /** Logs that could not be read. */
  readonly failed: readonly UnreadObject[];
  /** What is no log. */
  readonly ignored: readonly UnreadObject[];
}

interface AskedPaths extends Period {
  readonly paths: readonly string[];
}

export function nothingRead({ failed, ignored }: UnreadObjects, { paths, from, to }: AskedPaths): Error {
  const places = quotedPaths(paths);
  const [broken] = failed;
  const [other] = ignored;
  const only = paths.length === 1 && failed.length + ignored.length === 1 ? paths[0] : undefined;
  if (broken !== undefined) {
    if (broken.key === only) return new Error(`no log of ${places} could be read: ${broken.reason}`);
    const more = failed.length > 1 ? `, nor could ${failed.length - 1} more` : '';
    return new Error(
      `no log of ${places} could be read: ${nameOfSource(broken.key)} could not (${broken.reason})${more}`,
    );
  }
  if (other !== undefined) {
    if (other.key === only) return new Error(`no load balancer log in ${places}: ${other.reason}`);
    const among = ignored.length === 1 ? '' : `none of its ${ignored.length} files is one, for instance `;
    return new Error(
      `no load balancer log in ${places}: ${among}${nameOfSource(other.key)} (${other.reason}); give the folder that holds AWSLogs/, or log files`,
    );
  }
  const period = from === undefined && to === undefined ? '' : ' about the time asked for';
  return new Error(`no file in ${places}${period}: give a folder or files of load balancer logs`);
}

export function quotedPaths(paths: readonly string[]): string {
  return paths.map((path) => (path === '-' ? nameOfSource(path) : `'${path}'`)).join(', ');
}
