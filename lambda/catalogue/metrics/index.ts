/**
 * THE CATALOGUE: every metric we publish, by family of logs, with its unit, form and dimension sets. The function, the
 * dashboard, the alarms, the bill and the preview all read it; a metric added here needs no edit anywhere else to be published.
 *
 * CloudWatch does not aggregate custom metrics over dimensions, so each dimension set a metric is wanted by is published.
 * A dimension never holds unbounded text (path, client, user agent, target address).
 */
import type { EntryOf, Family } from '../entry.ts';
import { apiEvents } from './api-events.ts';
import { connections } from './connections.ts';
import type { FamilyDefinition } from './definition.ts';
import { firewall } from './firewall.ts';
import { healthChecks } from './health-checks.ts';
import { requests } from './requests.ts';

export const CATALOGUE = { requests, connections, healthChecks, firewall, apiEvents } as const satisfies {
  readonly [F in Family]: FamilyDefinition<EntryOf[F]>;
};
