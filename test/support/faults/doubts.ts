/**
 * What AmbiguousPublish must say, followed from outside. The invocation that is first to write into the ledger that a
 * request goes out sends it without a word. All that come later must say that its lines may be counted twice, also
 * where the first request was refused or never left. So `AmbiguousPublish` = lines counted twice + lines whose first
 * request never arrived.
 */
import type { FaultObject } from './objects.ts';

export interface Doubts {
  /** PUBLISHING was written for the object and its request `requestsDone`. */
  readonly marked: (key: string, requestsDone: number) => void;
  /** RELEASED was written: what this invocation marked and did not send is certainly not out. */
  readonly cleared: (key: string) => void;
  /** A request with these minutes of these load balancers was sent, and not clearly refused. */
  readonly sent: (places: readonly Place[], hasArrived: () => boolean) => void;
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

/** The first that marked a minute of a load balancer. */
interface FirstMark {
  readonly by: Doubts;
  /** Of the request that it sent first; asked at the end, because a request can arrive after its timeout. */
  hasArrived: (() => boolean) | undefined;
}

export function doubtBook(objects: readonly FaultObject[]): DoubtBook {
  const byKey = new Map(objects.map((object) => [object.key, object]));
  const first = new Map<string, FirstMark>();
  const placesOf = (key: string, request: number): readonly string[] => {
    const object = byKey.get(key);
    const minutes = object?.minutesOfRequests[request] ?? [];
    return minutes.map((minute) => idOf({ loadBalancer: object?.loadBalancer ?? '', minute }));
  };
  const invocation = (): Doubts => {
    const unsent = (id: string): FirstMark | undefined => {
      const mark = first.get(id);
      return mark?.by === doubts && mark.hasArrived === undefined ? mark : undefined;
    };
    const doubts: Doubts = {
      marked: (key, requestsDone) => {
        for (const id of placesOf(key, requestsDone)) {
          if (!first.has(id)) first.set(id, { by: doubts, hasArrived: undefined });
        }
      },
      cleared: (key) => {
        for (const request of byKey.get(key)?.minutesOfRequests.keys() ?? []) {
          for (const id of placesOf(key, request)) if (unsent(id) !== undefined) first.delete(id);
        }
      },
      sent: (places, hasArrived) => {
        for (const id of places.map(idOf)) {
          const mark = unsent(id);
          if (mark !== undefined) mark.hasArrived = hasArrived;
        }
      },
    };
    return doubts;
  };
  const lines = linesByPlace(objects);
  const unfounded = (): number => {
    const lost = [...first].filter(([, { hasArrived }]) => hasArrived?.() !== true);
    return lost.reduce((sum, [id]) => sum + (lines.get(id) ?? 0), 0);
  };
  return { invocation, unfounded };
}

function linesByPlace(objects: readonly FaultObject[]): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const { loadBalancer, minute, requests } of objects.flatMap(({ log }) => log.expected.counts)) {
    const id = idOf({ loadBalancer, minute });
    lines.set(id, (lines.get(id) ?? 0) + requests);
  }
  return lines;
}

function idOf({ loadBalancer, minute }: Place): string {
  return `${loadBalancer}|${minute}`;
}
