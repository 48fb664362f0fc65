/**
 * Requests: names cause, route and service before an entry is measured; keeps drift, outcomes, examples of failures and
 * slow ones, outlying targets.
 */

import { keptText } from '../../catalogue/kept-text.ts';
import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import type { RouteDefinition, ServiceDefinition } from '../../config.ts';
import type { Format } from '../../formats/format.ts';
import { addOutcome, createOutcomes, elapsedTenths, outcomeOf, outcomeTable } from '../../measure/outcomes.ts';
import { cause } from '../cause.ts';
import { drift } from '../drift.ts';
import { considerExample, createExamples, exampleLines } from '../examples.ts';
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
  { config, facts, everyOutcome }: ObserverOptions,
): Observer<RequestEntry> {
  const routes = config.routes.length === 0 ? undefined : compiled(config.routes);
  const services = config.services.length === 0 ? undefined : compiledServices(config.services);
  const examples = createExamples(config.examples);
  const outliers = createCountedTargets();
  const outcomes = createOutcomes(everyOutcome ? Number.POSITIVE_INFINITY : undefined);
  const checksDrift = format.countsDrift === true;
  const drifts = new Map<
    string,
    { readonly kind: 'drift'; readonly field: string; readonly value: string; lines: number }
  >();
  let drifted = 0;
  const noteDrift = (entry: RequestEntry, times = 1): void => {
    for (const { field, value } of drift(entry)) {
      drifted += times;
      const key = keptText(`${field}=${value}`);
      const known = drifts.get(key);
      if (known !== undefined) known.lines += times;
      else if (drifts.size < DRIFTS_NOTED)
        drifts.set(key, { kind: 'drift', field, value: keptText(value, 64), lines: times });
    }
  };
  const name = (entry: RequestEntry): void => {
    entry.cause = cause(entry);
    if (routes !== undefined) entry.route = routes.match(entry.request);
    if (services !== undefined) entry.service = services.names[services.match(entry.targetGroup, entry.request)];
  };
  return {
    observe(entry) {
      name(entry);
      entry.slow = slow(entry, config.allowed);
      if (checksDrift) noteDrift(entry);
      considerExample(examples, entry);
      observeTarget(outliers, entry);
      if (entry.cause !== undefined)
        addOutcome(outcomes, outcomeOf(entry), { tenths: elapsedTenths(entry.requestTime) });
      else if (everyOutcome) addOutcome(outcomes, outcomeOf(entry));
    },
    sets: ['cause', 'route', 'service', 'slow'] satisfies (keyof RequestEntry)[],
    notes: () => [
      ...drifts.values(),
      ...failuresLines(outcomeTable(outcomes)),
      ...exampleLines(examples, facts.region),
      ...worstTargets(outliers).map(outlierLine),
      ...failingGroups(outliers).map(targetsLine),
    ],
    drift: () => drifted,
    bulk: {
      routes,
      services,
      examples,
      consider(entry) {
        name(entry);
        considerExample(examples, entry);
      },
      outliers,
      outcomes,
      everyOutcome,
      repeatDrift: checksDrift ? noteDrift : () => undefined,
    },
  };
}

const targetsLine = (group: GroupTargets) => ({ kind: 'targets', ...group }) as const;
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

const COMPILED_SERVICES = new WeakMap<readonly ServiceDefinition[], Services>();

function compiledServices(services: readonly ServiceDefinition[]): Services {
  const known = COMPILED_SERVICES.get(services) ?? compileServices(services);
  COMPILED_SERVICES.set(services, known);
  return known;
}
