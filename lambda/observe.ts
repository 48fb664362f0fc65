/**
 * What is worth knowing of entries besides their numbers: per family an observer that names causes and routes before the
 * entry is measured, and keeps the few log lines (examples, outliers, changes) an object leaves behind.
 */
import type { Config } from './config.ts';
import { cause } from './diagnosis.ts';
import { drift } from './drift.ts';
import type { EntryOf, Family, RequestEntry } from './entry.ts';
import { considerExample, createExamples, type Examples, exampleLines } from './examples.ts';
import type { Format } from './formats/format.ts';
import { observeApiEvents } from './observe/api-events.ts';
import { observeConnections } from './observe/connections.ts';
import { observeFirewall } from './observe/firewall.ts';
import { observeHealthChecks } from './observe/health-checks.ts';
import { createOutliers, type Outliers, observeTarget, type TargetOutlier, worstTargets } from './outliers.ts';
import { compileRoutes, type RouteDefinition, type Routes } from './routes.ts';

/** One structured log line; `kind` tells saved queries what it is. */
export interface LogLine {
  readonly kind: string;
}

export interface Observer<E> {
  /** May set what the ingest has to add to an entry (cause, route). */
  readonly observe: (entry: E) => void;
  readonly notes: () => readonly LogLine[];
  readonly drift: () => number;
  /** Of the requests family only. */
  readonly bulk?: RequestsInBulk;
}

/** What a reader works with that counts like entries together and observes only the first of them. */
export interface RequestsInBulk {
  readonly routes: Routes | undefined;
  readonly examples: Examples;
  readonly outliers: Outliers;
  /** `times` more entries that are like `entry` in all that drift looks at. */
  readonly repeatDrift: (entry: RequestEntry, times: number) => void;
}

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

function observeRequests(format: Format<'requests'>, config: Config): Observer<RequestEntry> {
  const routes = config.routes.length === 0 ? undefined : compiled(config.routes);
  const examples = createExamples(config.examples);
  const outliers = createOutliers();
  const checksDrift = format.name === 'alb-access';
  const drifts = new Map<
    string,
    { readonly kind: 'drift'; readonly field: string; readonly value: string; lines: number }
  >();
  let drifted = 0;
  const noteDrift = (entry: RequestEntry, times = 1): void => {
    for (const { field, value } of drift(entry)) {
      drifted += times;
      const key = `${field}=${value}`;
      const known = drifts.get(key);
      if (known !== undefined) known.lines += times;
      else if (drifts.size < DRIFTS_NOTED)
        drifts.set(key, { kind: 'drift', field, value: value.slice(0, 64), lines: times });
    }
  };
  return {
    observe(entry) {
      entry.cause = cause(entry);
      if (routes !== undefined) entry.route = routes.match(entry.request);
      if (checksDrift) noteDrift(entry);
      considerExample(examples, entry);
      observeTarget(outliers, entry);
    },
    notes: () => [...drifts.values(), ...exampleLines(examples), ...worstTargets(outliers).map(outlierLine)],
    drift: () => drifted,
    bulk: { routes, examples, outliers, repeatDrift: checksDrift ? noteDrift : () => undefined },
  };
}

const outlierLine = (outlier: TargetOutlier) => ({ kind: 'targetOutlier', ...outlier }) as const;

/** Log lines of drift an object may leave; a log that is wholly strange would fill the log group. */
const DRIFTS_NOTED = 10;

/** The settings live as long as the function; their patterns are compiled once. */
const COMPILED = new WeakMap<readonly RouteDefinition[], Routes>();

function compiled(routes: readonly RouteDefinition[]): Routes {
  const known = COMPILED.get(routes) ?? compileRoutes(routes);
  COMPILED.set(routes, known);
  return known;
}
