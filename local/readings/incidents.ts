/** Finds the incidents in everything that was read so far. */
import { type Found, findIncidents } from '../verdict/find.ts';
import type { Readings } from './readings.ts';

export function incidentsIn({ store, config, verdict: lines, cells }: Readings): Promise<Found> {
  return findIncidents({ store, namespace: config.namespace, lines, minutes: cells.minutes() });
}
