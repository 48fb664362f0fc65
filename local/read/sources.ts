/** Files, folders, `-` and s3:// addresses -> sources, those about the period that is asked for. */

import { fetchAhead } from './fetch-ahead.ts';
import { type LogSource, localSources } from './paths.ts';
import { type Period, within } from './period.ts';
import { s3Place, s3Sources } from './s3-objects.ts';

/** Folders and files together, so that one that two paths lead to is read once. */
export async function sourcesOf(paths: readonly string[], { from, to }: Period): Promise<LogSource[]> {
  const places = paths.map((path) => s3Place(path) ?? path);
  const local = await localSources(places.filter((place) => typeof place === 'string'));
  const remote = await Promise.all(
    places.filter((place) => typeof place !== 'string').map((place) => s3Sources(place)),
  );
  const wanted = (source: LogSource): boolean => within(source, { from, to });
  return [...local.filter(wanted), ...remote.flatMap((found) => fetchAhead(found.filter(wanted)))];
}
