/**
 * What is worth knowing of entries in addition to their numbers: per family an observer that names causes and routes
 * before the entry is measured, and keeps the few log lines (examples, outliers, changes) an object leaves behind.
 */

import type { EntryOf, Family } from '../../catalogue/metrics/index.ts';
import type { Format } from '../../formats/format.ts';
import { observeApiEvents } from './api-events.ts';
import { observeConnections } from './connections.ts';
import { observeFirewall } from './firewall.ts';
import { observeHealthChecks } from './health-checks.ts';
import type { Observer, ObserverOptions } from './observer.ts';
import { observeRequests } from './requests.ts';

type Observers = { readonly [F in Family]?: (format: Format<F>, options: ObserverOptions) => Observer<EntryOf[F]> };

/** A family without one is measured, and leaves no log lines. */
const OBSERVERS: Observers = {
  requests: observeRequests,
  connections: (_format, { config }) => observeConnections(config.examples),
  healthChecks: () => observeHealthChecks(),
  firewall: (_format, { config }) => observeFirewall(config.examples),
  apiEvents: (_format, { config }) => observeApiEvents(config.examples),
};

const SILENT: Observer<unknown> = { observe: () => undefined, sets: [], notes: () => [], drift: () => 0 };

export function createObserver<F extends Family>(format: Format<F>, options: ObserverOptions): Observer<EntryOf[F]> {
  return OBSERVERS[format.family]?.(format, options) ?? SILENT;
}
