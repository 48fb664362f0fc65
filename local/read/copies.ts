/**
 * Log objects that have been read, and whether another source is a copy of one: a folder that was downloaded twice, a
 * log next to the same log unpacked. What AWS delivers has a name that it gives once, so equal names are enough. Of
 * other files the bytes are compared.
 */
import { createHash } from 'node:crypto';
import type { LogSource } from './paths.ts';

export interface KnownObjects {
  /** Why a source is a copy, in words; undefined where it is none. */
  readonly copyOf: (source: LogSource) => Promise<string | undefined>;
  /** Remembers a source that has been counted. */
  readonly add: (source: LogSource) => void;
}

/**
 * Account, service, place, time and random characters, which is in no other name. Sources: Elastic Load Balancing user
 * guides, "Access log files"; CloudTrail user guide, "CloudTrail log file name format"; AWS WAF developer guide,
 * "Logging destinations: S3"; CloudFront developer guide, "File name format".
 */
const DELIVERED = [
  /^(?:conn_log[_.]|health_check_log_)?\d{12}_elasticloadbalancing_.+_\d{8}T\d{4}Z_(?:[0-9a-fA-F.:]+_)?[A-Za-z0-9]+\.log$/,
  /^\d{12}_CloudTrail_.+_\d{8}T\d{4}Z_[A-Za-z0-9]+\.json$/,
  /^\d{12}_waflogs_.+_\d{8}T\d{4}Z_[A-Za-z0-9]+\.log$/,
  /^[A-Z0-9]{8,20}\.\d{4}-\d\d-\d\d-\d\d\.[A-Za-z0-9_-]+$/,
];

/** The name under which AWS delivered it, without the ending of its compression; undefined for any other name. */
export function deliveredName(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1, key.endsWith('.gz') ? -'.gz'.length : undefined);
  return DELIVERED.some((form) => form.test(name)) ? name : undefined;
}

export function createKnownObjects(): KnownObjects {
  const byName = new Map<string, LogSource>();
  const bySize = new Map<number, SameSize>();
  const digests = new WeakMap<LogSource, Promise<string | undefined>>();
  const digest = (source: LogSource): Promise<string | undefined> => {
    const known = digests.get(source) ?? digestOf(source);
    digests.set(source, known);
    return known;
  };
  return {
    async copyOf(source) {
      const name = deliveredName(source.key);
      const original = name === undefined ? undefined : byName.get(name);
      if (original !== undefined) return sameName(source, original);
      if (name !== undefined || !isComparable(source)) return undefined;
      const same = bySize.get(source.size);
      if (same === undefined) return undefined;
      for (const other of same.added.splice(0)) same.keys.set(await digest(other), other.key);
      const own = await digest(source);
      const key = own === undefined ? undefined : same.keys.get(own);
      return key === undefined ? undefined : `same bytes as ${key}`;
    },
    add(source) {
      const name = deliveredName(source.key);
      if (name !== undefined) byName.set(name, source);
      else if (isComparable(source)) {
        const same: SameSize = bySize.get(source.size) ?? { keys: new Map(), added: [] };
        bySize.set(source.size, same);
        same.added.push(source);
      }
    },
  };
}

/** Sources of one size. Most sizes have one source, of which nobody needs the digest. */
interface SameSize {
  /** Digest -> key; undefined for what could not be read again. */
  readonly keys: Map<string | undefined, string>;
  /** Since the digests were computed. */
  readonly added: LogSource[];
}

/** Another size means that one of the two is not whole, or was packed again by hand: worth a look. */
function sameName(source: LogSource, original: LogSource): string {
  const isPackedAlike = source.key.endsWith('.gz') === original.key.endsWith('.gz');
  const isOfOtherSize = isPackedAlike && source.size !== original.size;
  return `same name in ${folderOf(original.key)}${isOfOtherSize ? ', another size' : ''}`;
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1) || 'the same folder';
}

function isComparable(source: LogSource): source is LogSource & { readonly size: number } {
  return source.size !== undefined && source.isReadOnce === undefined;
}

/** Undefined where it cannot be read, which is said when its turn comes. */
async function digestOf(source: LogSource): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of source.open()) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
