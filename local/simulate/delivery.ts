/**
 * When log objects arrive: a model of their delivery with a seed. The end of an object's interval and its key -> the
 * moment its metrics are in CloudWatch. The same seed and key always give the same moment.
 *
 * ELB documents an object per node every five minutes, delivered as well as it can, without a bound. What is usual was
 * seen to be one to seven minutes from the response to the metric: up to five of them waiting for the interval's end.
 */

import { random } from '../generate/random.ts';
import { PIPELINE_MILLIS } from '../read/arrival.ts';

export interface Delivery {
  readonly seed: number | string;
  readonly kind: DeliveryKind;
}

interface DeliveryModel {
  readonly meaning: string;
  /**
   * From the end of the interval until the object is there: most within a minute, or evenly between two, in seconds.
   */
  readonly write: 'usual' | readonly [number, number];
  /** Seconds added to every object. */
  readonly lateSeconds: number;
  /** Share of objects that are stragglers, and how much later these are, from and to, in seconds. */
  readonly stragglers: number;
  readonly stragglerSeconds: readonly [number, number];
}

export const DELIVERIES = {
  usual: {
    meaning: 'one to two and a half minutes after the end of its interval',
    write: 'usual',
    lateSeconds: 0,
    stragglers: 0,
    stragglerSeconds: [0, 0],
  },
  late: {
    meaning: 'three minutes later than usual, every object',
    write: 'usual',
    lateSeconds: 180,
    stragglers: 0,
    stragglerSeconds: [0, 0],
  },
  veryLate: {
    meaning: 'as usual, but three objects in ten come three to eleven minutes later',
    write: 'usual',
    lateSeconds: 0,
    stragglers: 0.3,
    stragglerSeconds: [180, 660],
  },
  spread: {
    meaning:
      'anything from half a minute to seven minutes after the end of its interval, and one in a hundred up to ten minutes later',
    write: [5, 395],
    lateSeconds: 0,
    stragglers: 0.01,
    stragglerSeconds: [0, 600],
  },
} as const satisfies Record<string, DeliveryModel>;

export type DeliveryKind = keyof typeof DELIVERIES;

export const DELIVERY_KINDS = Object.keys(DELIVERIES) as DeliveryKind[];

/** Writing the object: most within a minute, hardly any after two. */
const WRITE_SECONDS_LEAST = 35;
const WRITE_SECONDS_MEAN = 25;
const WRITE_SECONDS_MOST = 120;

export function arrival({ seed, kind }: Delivery, end: number, key: string): number {
  const { write, lateSeconds, stragglers, stragglerSeconds }: DeliveryModel = DELIVERIES[kind];
  const chance = random(seed, kind, key);
  const written = write === 'usual' ? usualWrite(chance.unit()) : write[0] + (write[1] - write[0]) * chance.unit();
  const [least, most] = stragglerSeconds;
  const straggle = chance.unit() < stragglers ? least + (most - least) * chance.unit() : 0;
  return end + Math.round((written + lateSeconds + straggle) * 1000) + PIPELINE_MILLIS;
}

function usualWrite(unit: number): number {
  return Math.min(WRITE_SECONDS_MOST, WRITE_SECONDS_LEAST - WRITE_SECONDS_MEAN * Math.log(1 - unit));
}
