/**
 * API calls -> one log line for each call that changes something or tried to: who, what, which load balancer, with what
 * outcome.
 */

import type { ApiEventEntry } from '../../catalogue/metrics/api-events.ts';
import type { ExampleSettings } from '../../config.ts';
import type { LogLine } from '../../measure/ingested.ts';
import type { Observer } from './observer.ts';
import { isoText, keptTexts } from './texts.ts';

const LINES_MAX = 100;

export function observeApiEvents(settings: ExampleSettings): Observer<ApiEventEntry> {
  const lines: LogLine[] = [];
  let leftOut = 0;
  return {
    sets: [],
    observe(entry) {
      if (entry.readOnly) return;
      if (lines.length < LINES_MAX) lines.push(callLine(entry, settings));
      else leftOut += 1;
    },
    notes: () => (leftOut === 0 ? lines : [...lines, { kind: 'apiCallsLeftOut', calls: leftOut }]),
    drift: () => 0,
  };
}

function callLine(entry: ApiEventEntry, settings: ExampleSettings) {
  return {
    kind: 'apiCall',
    time: isoText(entry.time),
    ...keptTexts({
      who: settings.clientAddress ? entry.principal : withoutSession(entry.principal),
      what: entry.eventName,
      resource: entry.resource,
      loadBalancer: loadBalancerIn(entry.resource) ?? entry.classicLoadBalancer,
      errorCode: entry.errorCode,
      region: entry.region,
      eventId: entry.eventId,
      sourceIpAddress: settings.clientAddress ? entry.sourceIpAddress : undefined,
    }),
    ...(entry.changes.length === 0 ? {} : { changes: entry.changes }),
  };
}

/**
 * `…:assumed-role/admin/jane@example.com` -> `…:assumed-role/admin`: with single sign-on, the session has the name of a
 * person.
 */
function withoutSession(principal: string | undefined): string | undefined {
  return principal?.replace(SESSION, '$1');
}

/** Of an assumed role, a federated user, and of an id such as `AROAEXAMPLE:jane`. */
const SESSION = /(:assumed-role\/[^/]+|:federated-user|^A[A-Z0-9]+)[/:].*$/s;

/** ARN of a load balancer, listener or rule -> `app/name/id`, as in the metrics. */
function loadBalancerIn(resource: string | undefined): string | undefined {
  return /:(?:loadbalancer|listener|listener-rule)\/((?:app|net|gwy)\/[^/]+\/[^/]+|[^/]+$)/.exec(resource ?? '')?.[1];
}
