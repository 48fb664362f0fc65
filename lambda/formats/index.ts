/** The list of formats, and which of them a key names. */
import { albAccess } from './alb-access.ts';
import { albConnection } from './alb-connection.ts';
import { albHealthCheck } from './alb-health-check.ts';
import { baiduBlb } from './baidu-blb.ts';
import { clbAccess } from './clb-access.ts';
import { cloudfront } from './cloudfront.ts';
import { cloudtrail } from './cloudtrail.ts';
import type { AnyFormat, KeyFacts } from './format.ts';
import { jdcloudAlb } from './jdcloud-alb.ts';
import { jdcloudHealthCheck } from './jdcloud-health-check.ts';
import { nlbAccess } from './nlb-access.ts';
import { albAccessVended, albConnectionVended, albHealthCheckVended, nlbAccessVended } from './vended.ts';
import { waf } from './waf.ts';

/** Asked in this order; the first that owns the key has it. */
export const FORMATS: readonly AnyFormat[] = [
  albAccess,
  albConnection,
  albHealthCheck,
  nlbAccess,
  clbAccess,
  waf,
  cloudtrail,
  cloudfront,
  baiduBlb,
  jdcloudAlb,
  jdcloudHealthCheck,
  albAccessVended,
  albConnectionVended,
  albHealthCheckVended,
  nlbAccessVended,
];

export type Recognized =
  | { readonly format: AnyFormat; readonly facts: KeyFacts }
  /** Nothing to read here, and why: the value under which the object is counted. */
  | { readonly ignored: 'folder' | 'testObject' | 'digest' | 'parquet' | 'otherAccount' | 'unknown' };

/** The format of a decoded key. `formatByPrefix` decides for keys that say nothing, the longest prefix first. */
export function recognize(key: string, formatByPrefix: Readonly<Record<string, string>> = {}): Recognized {
  const basename = key.slice(key.lastIndexOf('/') + 1);
  if (basename === '') return { ignored: 'folder' };
  if (basename.endsWith('TestFile') || basename === 'aws-logs-write-test') return { ignored: 'testObject' };
  if (/_CloudTrail-[A-Za-z]+_/.test(basename)) return { ignored: 'digest' };
  // Tables lie next to logs in many buckets. Where the settings expect a log, it is opened and refused in words
  // (read/container.ts).
  const isParquet = basename.endsWith('.parquet');
  const owner = isParquet ? undefined : FORMATS.find((one) => one.owns(key, basename));
  const format = owner ?? byPrefix(key, formatByPrefix);
  if (format === undefined) return { ignored: isParquet ? 'parquet' : 'unknown' };
  const facts = format.facts(key, basename);
  return isOfOneAccount(key, facts) ? { format, facts } : { ignored: 'otherAccount' };
}

/**
 * Anyone who may write below the folder of one account could name another in the rest of the key, and be counted as
 * that one.
 */
function isOfOneAccount(key: string, { account }: KeyFacts): boolean {
  let only = account;
  for (const [, folder] of key.matchAll(ACCOUNT_FOLDERS)) {
    if (only !== undefined && only !== folder) return false;
    only = folder;
  }
  return true;
}

/**
 * `AWSLogs/123456789012/`, of an organization's trail `AWSLogs/o-a1b2c3d4e5/123456789012/`, of CloudFront also
 * `AWSLogs/aws-account-id=123456789012/`.
 */
const ACCOUNT_FOLDERS = /(?<=^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?(?:[^/=]+=)?(\d{12})(?=\/)/g;

export function formatNamed(name: string): AnyFormat | undefined {
  return FORMATS.find((format) => format.name === name);
}

/** The formats that the telling line of an object may have whose key does not tell (`tellingLine`). */
export function formatsOfLine(line: string): readonly AnyFormat[] {
  return FORMATS.filter((format) => format.looksLike(line));
}

/**
 * The line of a text that tells its format, once it is there: the first that is not blank, in a W3C log the line that
 * names the fields. What else may be before that line is the same in all of them.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.trim() !== '' && (!line.startsWith('#') || line.startsWith('#Fields:')));
}

function byPrefix(key: string, formatByPrefix: Readonly<Record<string, string>>): AnyFormat | undefined {
  const prefix = Object.keys(formatByPrefix)
    .filter((candidate) => key.startsWith(candidate))
    .sort((left, right) => right.length - left.length)[0];
  return prefix === undefined ? undefined : formatNamed(formatByPrefix[prefix] ?? '');
}
