/** The built-in story as sources: a deployment that goes wrong, generated so that it ends now. */

import { gzipSync } from 'node:zlib';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { RouteDefinition } from '../../lambda/config.ts';
import { familyObjects } from '../generate/families.ts';
import { sampleIncident } from '../generate/sample-incident.ts';
import type { LogSource } from './paths.ts';

/** Routes of the story, so that it shows them; your own are a setting. */
export const SAMPLE_ROUTES: readonly RouteDefinition[] = [
  { name: 'payment', method: 'POST', path: '/checkout/:id/payment' },
  { name: 'checkout', path: '/checkout/*' },
  { name: 'search', path: '/search' },
  { name: 'orders', host: 'api.example.com', path: '/v1/orders*' },
];

/** The incident's access logs, the API calls around it, and of the other families those that the settings name. */
export function sampleSources(now: Date, families: readonly Family[] = []): LogSource[] {
  return [...sampleIncident(now), ...familyObjects(now, ['apiEvents', ...families])].map(({ key, plain, arrival }) => ({
    key,
    size: plain.length,
    arrivedAt: arrival.getTime(),
    async *open() {
      yield gzipSync(plain, { level: 1 });
    },
  }));
}
