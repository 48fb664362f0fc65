/**
 * The places whose logs are read: that of the deployment, and those of before, whose objects may still be on their way
 * after the prefix or the bucket has changed (docs/existing-bucket.md, "Changing prefix or bucket").
 */
import type { Settings } from '../settings/types.ts';

export interface ReadPlace {
  /** Undefined for the bucket of the deployment. */
  readonly name: string | undefined;
  /** Without the slash at its end; empty for all of the bucket. */
  readonly prefix: string;
}

/** Every place once, without those that are within another. */
export function readPlaces({ bucket }: Settings): readonly ReadPlace[] {
  const before = bucket.previous.map(({ name, prefix }) => ({ name: name === bucket.name ? undefined : name, prefix }));
  const all: ReadPlace[] = [{ name: undefined, prefix: bucket.prefix }, ...before];
  return all.filter(
    (place, index) =>
      !all.some((other, at) => at !== index && isWithin(place, other) && (at < index || !isWithin(other, place))),
  );
}

/** Prefixes of the bucket of the deployment. S3 refuses two rules for the same keys, so none is within another. */
export function ownPrefixes(settings: Settings): readonly string[] {
  return readPlaces(settings)
    .filter(({ name }) => name === undefined)
    .map(({ prefix }) => prefix);
}

/** What keys of objects under a prefix begin with. */
export function keyPrefix(prefix: string): string {
  return prefix === '' ? '' : `${prefix}/`;
}

function isWithin(place: ReadPlace, other: ReadPlace): boolean {
  return place.name === other.name && keyPrefix(place.prefix).startsWith(keyPrefix(other.prefix));
}
