/**
 * What AmbiguousPublish must say, followed from outside: which publications the ledger must hold to be in doubt, and
 * whether the first of them had in fact arrived. `AmbiguousPublish` = lines counted twice + lines whose doubt was
 * unfounded.
 */
import type { FaultObject } from './objects.ts';

export interface Doubts {
  /** PUBLISHING was written for the object and its request `requestsDone`. */
  readonly marked: (key: string, requestsDone: number) => void;
  /** RELEASED was written: what was marked is certainly not out. */
  readonly cleared: (key: string) => void;
  /** A request with these minutes of these load balancers was sent, and not clearly refused. */
  readonly sent: (places: readonly Place[], hasArrived: () => boolean) => void;
  /** The invocation is over, correctly or not: marks that remain in the end are doubts. */
  readonly ended: () => void;
}

interface Place {
  readonly loadBalancer: string;
  readonly minute: number;
}

export interface DoubtBook {
  readonly invocation: () => Doubts;
  /** Lines that AmbiguousPublish counts though they were counted once. */
  readonly unfounded: () => number;
}

export function doubtBook(objects: readonly FaultObject[]): DoubtBook {
  const byKey = new Map(objects.map((object) => [object.key, object]));
  const lines = new Map<string, number>();
  for (const { log } of objects) {
    for (const { loadBalancer, minute, requests } of log.expected.counts) {
      const id = idOf({ loadBalancer, minute });
      lines.set(id, (lines.get(id) ?? 0) + requests);
    }
  }
  /**
   * In the order they came; whether one arrived is asked at the end, because a request can arrive after its timeout.
   */
  const publications: { readonly ids: Iterable<string>; readonly hasArrived: () => boolean }[] = [];
  const invocation = (): Doubts => {
    const marks = new Set<string>();
    const places = (key: string, request: number): string[] => {
      const object = byKey.get(key);
      if (object === undefined) return [];
      const minutes = object.minutesOfRequests[request] ?? [];
      return minutes.map((minute) => idOf({ loadBalancer: object.loadBalancer, minute }));
    };
    return {
      marked: (key, requestsDone) => {
        for (const id of places(key, requestsDone)) marks.add(id);
      },
      cleared: (key) => {
        for (const request of byKey.get(key)?.minutesOfRequests.keys() ?? []) {
          for (const id of places(key, request)) marks.delete(id);
        }
      },
      sent: (some, hasArrived) => {
        const ids = some.map(idOf);
        for (const id of ids) marks.delete(id);
        publications.push({ ids, hasArrived });
      },
      // A write that was given up may still make one, or take one back.
      ended: () => void publications.push({ ids: marks, hasArrived: () => false }),
    };
  };
  return { invocation, unfounded: () => unfounded(publications, lines) };
}

/** Lines whose first publication that was left in doubt had not arrived. */
function unfounded(
  publications: readonly { readonly ids: Iterable<string>; readonly hasArrived: () => boolean }[],
  lines: ReadonlyMap<string, number>,
): number {
  const arrived = new Set<string>();
  const unfounded = new Set<string>();
  for (const { ids, hasArrived } of publications) {
    if (hasArrived()) for (const id of ids) arrived.add(id);
    else for (const id of ids) if (!arrived.has(id)) unfounded.add(id);
  }
  return [...unfounded].reduce((sum, id) => sum + (lines.get(id) ?? 0), 0);
}

function idOf({ loadBalancer, minute }: Place): string {
  return `${loadBalancer}|${minute}`;
}
