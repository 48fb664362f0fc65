/**
 * Requests: names cause, route and service before an entry is measured; keeps drift, outcomes, examples of failures and
 * slow ones, outlying targets.
 */

import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import type { Config, RouteDefinition, ServiceDefinition } from '../../config.ts';
import type { Format } from '../../formats/format.ts';
import { addOutcome, createOutcomes, elapsedTenths, outcomeOf, outcomeTable } from '../../measure/outcomes.ts';
import { cause } from '../cause.ts';
import { createDriftNotes, noteDrift } from '../drift.ts';
import { considerExample, createExamples, type Example, exampleLines, keepExample } from '../examples.ts';
import { failingGroups, type GroupTargets } from '../failing-groups.ts';
import { failuresLines } from '../failures.ts';
import { type TargetOutlier, worstTargets } from '../outliers.ts';
import { compileRoutes, type Routes } from '../routes.ts';
import { compileServices, type Services } from '../services.ts';
import { slow } from '../slow.ts';
import { createCountedTargets, observeTarget } from '../targets.ts';
import type { Observer, ObserverOptions } from './observer.ts';

export function observeRequests(
  format: Format<'requests'>,
  { config, facts, everyOutcome, keepsSlow }: ObserverOptions,
): Observer<RequestEntry> {
  const { routes, services, name } = createNaming(config);
  const examples = createExamples(config.examples);
  const outliers = createCountedTargets();
  const outcomes = createOutcomes(everyOutcome ? Number.POSITIVE_INFINITY : undefined);
  const drifts = createDriftNotes();
  const countDrift = (entry: RequestEntry, times?: number): void => {
    if (format.countsDrift === true) noteDrift(drifts, entry, times);
  };
  const consider = (request: Example): void => keepExample(examples, withNames(request, name));
  return {
    observe(entry) {
      name(entry);
      considerExample(examples, entry);
      entry.slow = slow(entry, config.allowed);
      countDrift(entry);
      observeTarget(outliers, entry);
      if (entry.cause !== undefined)
        addOutcome(outcomes, outcomeOf(entry), { tenths: elapsedTenths(entry.requestTime) });
      else if (everyOutcome) addOutcome(outcomes, outcomeOf(entry));
    },
    sets: ['cause', 'route', 'service', 'slow'] satisfies (keyof RequestEntry)[],
    notes: () => [
      ...drifts.lines.values(),
      ...failuresLines(outcomeTable(outcomes)),
      ...exampleLines(examples, { region: facts.region, keepsSlow }),
      ...worstTargets(outliers).map(outlierLine),
      ...failingGroups(outliers).map(targetsLine),
    ],
    drift: () => drifts.count,
    bulk: { routes, services, examples, consider, outliers, outcomes, everyOutcome, repeatDrift: countDrift },
  };
}

/** What a request is called in addition to what its line says: by cause, route and service. */
function createNaming({ routes: byPath, services: byGroup }: Config) {
  const routes = byPath.length === 0 ? undefined : compiled(byPath);
  const services = byGroup.length === 0 ? undefined : compiledServices(byGroup);
  const name = (entry: RequestEntry): void => {
    entry.cause = cause(entry);
    if (routes !== undefined) entry.route = routes.match(entry.request);
    if (services !== undefined) entry.service = services.names[services.match(entry.targetGroup, entry.request)];
  };
  return { routes, services, name };
}

/** The same example, whose entry has its names once it is asked for. */
function withNames(request: Example, name: (entry: RequestEntry) => void): Example {
  return {
    ...request,
    entry() {
      const entry = request.entry();
      if (entry !== undefined) name(entry);
      return entry;
    },
  };
}

const targetsLine = (group: GroupTargets) => ({ kind: 'targets', ...group }) as const;
const outlierLine = (outlier: TargetOutlier) => ({ kind: 'targetOutlier', ...outlier }) as const;

/** The settings live as long as the function; their patterns are compiled once. */
const COMPILED = new WeakMap<readonly RouteDefinition[], Routes>();

function compiled(routes: readonly RouteDefinition[]): Routes {
  const known = COMPILED.get(routes) ?? compileRoutes(routes);
  COMPILED.set(routes, known);
  return known;
}

const COMPILED_SERVICES = new WeakMap<readonly ServiceDefinition[], Services>();

function compiledServices(services: readonly ServiceDefinition[]): Services {
  const known = COMPILED_SERVICES.get(services) ?? compileServices(services);
  COMPILED_SERVICES.set(services, known);
  return known;
}
