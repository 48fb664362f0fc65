/**
 * THE CATALOGUE: every metric we publish, by family of logs, with its unit, form and dimension sets. The function, the
 * dashboard, the alarms, the bill and the preview all read it; a metric added here needs no edit anywhere else to be
 * published.
 *
 * CloudWatch does not aggregate custom metrics over dimensions, so each dimension set a metric is wanted by is
 * published. A dimension never holds unbounded text (path, client, user agent, target address).
 */
import { type ApiEventEntry, apiEvents } from './api-events.ts';
import { type ConnectionEntry, connections } from './connections.ts';
import type { FamilyDefinition } from './definition.ts';
import { type FirewallEntry, firewall } from './firewall.ts';
import { type HealthCheckEntry, healthChecks } from './health-checks.ts';
import { type RequestEntry, requests } from './requests.ts';

export const CATALOGUE = { requests, connections, healthChecks, firewall, apiEvents } as const satisfies {
  readonly [F in Family]: FamilyDefinition<EntryOf[F]>;
};

/** Families of logs and the entry each produces. Formats of one family share metrics, dashboard rows and alarms. */
export interface EntryOf {
  readonly requests: RequestEntry;
  readonly connections: ConnectionEntry;
  readonly healthChecks: HealthCheckEntry;
  readonly firewall: FirewallEntry;
  readonly apiEvents: ApiEventEntry;
}

export type Family = keyof EntryOf;

export const FAMILIES: readonly Family[] = Object.keys(CATALOGUE).filter(isFamily);

function isFamily(name: string): name is Family {
  return Object.hasOwn(CATALOGUE, name);
}
