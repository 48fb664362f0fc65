/**
 * What is worth knowing of entries besides their numbers: per family an observer that names causes and routes before the
 * entry is measured, and keeps the few log lines (examples, outliers, changes) an object leaves behind.
 */
import type { Config } from './config.ts';
import type { EntryOf, Family } from './entry.ts';
import type { Format } from './formats/format.ts';
import { observeApiEvents } from './observe/api-events.ts';
import { observeConnections } from './observe/connections.ts';
import { observeFirewall } from './observe/firewall.ts';
import { observeHealthChecks } from './observe/health-checks.ts';
import type { Observer } from './observe/observer.ts';
import { observeRequests } from './observe/requests.ts';

const OBSERVERS: { readonly [F in Family]: (format: Format<F>, config: Config) => Observer<EntryOf[F]> } = {
  requests: observeRequests,
  connections: (_format, config) => observeConnections(config.examples),
  healthChecks: () => observeHealthChecks(),
  firewall: (_format, config) => observeFirewall(config.examples),
  apiEvents: (_format, config) => observeApiEvents(config.examples),
};

export function createObserver<F extends Family>(format: Format<F>, config: Config): Observer<EntryOf[F]> {
  return OBSERVERS[format.family](format, config);
}
