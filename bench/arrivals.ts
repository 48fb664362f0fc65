/**
 * When the log objects of an hour arrive, and how the queue hands them to the function.
 *
 * A shape of traffic -> batches of objects, as an event source mapping forms them: a batch is closed when it
 * holds 50 messages or 20 seconds after its first. Each node writes one object every five minutes, which appears one to
 * seven minutes after its end.
 */

import { random } from '../local/generate/random.ts';

export interface Shape {
  readonly name: string;
  readonly loadBalancers: number;
  readonly nodes: number;
  /** Of each load balancer. */
  readonly requestsPerMinute: number;
}

export interface Arrival {
  readonly loadBalancer: number;
  readonly node: number;
  /** Five minutes of the hour, 0 to 11. */
  readonly interval: number;
  /** Seconds after the start of the hour. */
  readonly second: number;
}

export const SHAPES: readonly Shape[] = [
  { name: '1 quiet (100 requests a minute)', loadBalancers: 1, nodes: 2, requestsPerMinute: 100 },
  { name: '3 busy (60 million lines a day)', loadBalancers: 3, nodes: 6, requestsPerMinute: 60e6 / 1_440 / 3 },
  { name: '10 very busy (2 billion lines a day)', loadBalancers: 10, nodes: 20, requestsPerMinute: 2e9 / 1_440 / 10 },
];

const INTERVAL_SECONDS = 300;
const BATCH_SIZE = 50;
const BATCH_WINDOW_SECONDS = 20;

export function batches(shape: Shape): readonly (readonly Arrival[])[] {
  const all: Arrival[][] = [];
  for (const arrival of arrivals(shape)) {
    const last = all.at(-1);
    const opened = last?.[0]?.second ?? Number.NEGATIVE_INFINITY;
    if (last !== undefined && last.length < BATCH_SIZE && arrival.second - opened <= BATCH_WINDOW_SECONDS)
      last.push(arrival);
    else all.push([arrival]);
  }
  return all;
}

function arrivals(shape: Shape): readonly Arrival[] {
  const r = random('arrivals', shape.name);
  const found: Arrival[] = [];
  for (let interval = 0; interval < 12; interval++) {
    for (let loadBalancer = 0; loadBalancer < shape.loadBalancers; loadBalancer++) {
      for (let node = 0; node < shape.nodes; node++) {
        const second = (interval + 1) * INTERVAL_SECONDS + 60 + r.unit() * 360;
        found.push({ loadBalancer, node, interval, second });
      }
    }
  }
  return found.toSorted((one, other) => one.second - other.second);
}
