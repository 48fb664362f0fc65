/**
 * A bucket -> its log objects of a period, by the end time in their keys. Folders of other days are not listed: a
 * bucket of years holds millions of keys. Key layout: Elastic Load Balancing user guides, "Access log files".
 */
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { recognize } from '../../lambda/formats/index.ts';

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** End of the interval it covers, milliseconds since 1970. */
  readonly end: number;
}

export interface ListedPeriod {
  /** Milliseconds since 1970; an object belongs to it whose end is after `from` and not after `to`. */
  readonly from: number;
  readonly to: number;
}

export interface ListedPlace {
  readonly bucket: string;
  readonly prefix: string;
  /** The setting: formats of keys that do not tell. */
  readonly formatByPrefix: Readonly<Record<string, string>>;
}

/** A key that neither tells its format nor lies under a prefix that has one. */
export interface UnknownKey {
  readonly unknown: string;
}

const DAY_MILLIS = 86_400_000;
/** A folder's day is that of delivery, which can be the day after the end. */
const DELIVERY_MILLIS = DAY_MILLIS;

/**
 * In the order of keys within each folder; folders in order. Unknown keys are those of the folders that were listed.
 */
export async function* listObjects(
  client: S3Client,
  place: ListedPlace,
  period: ListedPeriod,
): AsyncGenerator<ListedObject | UnknownKey> {
  const days = dayOf(place.prefix);
  const hasDay = days?.isDay;
  let token: string | undefined;
  const folders: string[] = [];
  do {
    const { Contents, CommonPrefixes, NextContinuationToken } = await client.send(
      new ListObjectsV2Command({
        ...{ Bucket: place.bucket, Prefix: place.prefix, ContinuationToken: token },
        // From a day's folder on everything is wanted.
        ...(hasDay ? {} : { Delimiter: '/' }),
      }),
    );
    for (const { Key: key = '', Size: size = 0, ETag: etag = '', LastModified } of Contents ?? []) {
      const recognized = recognize(key, place.formatByPrefix);
      if ('ignored' in recognized) {
        if (recognized.ignored === 'unknown') yield { unknown: key };
        continue;
      }
      const end = recognized.facts.end ?? LastModified?.getTime();
      if (end !== undefined && end > period.from && end <= period.to) yield { key, size, etag, end };
    }
    for (const { Prefix } of CommonPrefixes ?? []) if (Prefix !== undefined) folders.push(Prefix);
    token = NextContinuationToken;
  } while (token !== undefined);
  for (const prefix of folders) if (isWanted(prefix, period)) yield* listObjects(client, { ...place, prefix }, period);
}

/** The days a folder can hold, if its name ends in a year, a month or a day. */
function dayOf(prefix: string): { readonly first: number; readonly last: number; readonly isDay: boolean } | undefined {
  const match = /(?:^|\/)(20\d\d)\/(?:(\d\d)\/(?:(\d\d)\/)?)?$/.exec(prefix);
  if (match === null) return undefined;
  const [, year = '', month, day] = match;
  const first = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  if (day !== undefined) return { first, last: first + DAY_MILLIS, isDay: true };
  const last = month === undefined ? Date.UTC(Number(year) + 1, 0, 1) : Date.UTC(Number(year), Number(month), 1);
  return { first, last, isDay: false };
}

function isWanted(prefix: string, { from, to }: ListedPeriod): boolean {
  const days = dayOf(prefix);
  return days === undefined || (days.last > from && days.first <= to + DELIVERY_MILLIS);
}
