/** Which failures belong to which kind of incident, and whose they are. */

import type { Side } from '../catalogue/causes/definition.ts';
import { CAUSES, type Cause } from '../catalogue/causes/index.ts';
import type { FailureRow } from './evidence.ts';

/** The kinds that are found by counting requests. */
export type Signal = 'errors' | 'gaveUp' | 'refused';
export const SIGNALS: readonly Signal[] = ['errors', 'gaveUp', 'refused'];

/** Causes that mean: the client left before it had an answer. */
export const LEFT: ReadonlySet<Cause | undefined> = new Set<Cause>([
  'ClientClosed',
  'Http2StreamReset',
  'Http2ConnectionClosed',
  'UnknownNoStatus',
]);

export function signalOf({ statusCode, cause }: FailureRow): Signal | undefined {
  if (statusCode.startsWith('5')) return 'errors';
  if (LEFT.has(cause)) return 'gaveUp';
  return statusCode.startsWith('4') ? 'refused' : undefined;
}

export function sideOf(cause: Cause | undefined): Side {
  return cause === undefined ? 'target' : CAUSES[cause].side;
}

/**
 * What happens to more requests than this is never usual. Refusing may be: a route that only scanners ask for is
 * refused at all times.
 */
export const USUAL_MAX: Readonly<Record<Signal, number>> = { errors: 0.05, gaveUp: 0.05, refused: 0.95 };
