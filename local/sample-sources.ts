/** The built-in story as sources: a deployment that goes wrong, generated so that it ends now. */
import { gzipSync } from 'node:zlib';
import { sampleIncident } from './generate/sample-incident.ts';
import type { Source } from './objects.ts';

export function sampleSources(now: Date): Source[] {
  return [...sampleIncident(now)].map(({ key, plain }) => ({
    key,
    size: plain.length,
    async *open() {
      yield gzipSync(plain, { level: 1 });
    },
  }));
}
