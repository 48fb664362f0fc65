/** Finds the incidents in everything that was read so far. */
import { type FoundIncidents, findIncidents } from '../verdict/find.ts';
import type { Readings } from './readings.ts';

export function incidentsIn({ store, config, verdict: lines, cells }: Readings): Promise<FoundIncidents> {
  return findIncidents({ store, namespace: config.namespace, lines, minutes: cells.minutes() });
}
