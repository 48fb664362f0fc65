/**
 * Which metrics of requests can be had from the core's counters, no matter what they are called: of a metric that
 * counts, all that a kind of line decides; of a metric that measures, the times and bytes that the core keeps. A metric
 * that reads anything else needs every line.
 */

import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import { READ } from '../../catalogue/metrics/requests.ts';
import { answeredShares, type Status } from '../../measure/cell.ts';
import type { Plan } from '../../measure/plans.ts';
import { CORE } from './core.ts';

/** Those that the core has a histogram of. */
const TIMES = ['targetProcessingTime', 'requestProcessingTime', 'responseProcessingTime', 'requestTime'] as const;
type CountedTime = (typeof TIMES)[number];
/** Those that target groups, routes and services have too. */
const MEMBER_TIMES: readonly CountedTime[] = ['targetProcessingTime', 'requestTime'];

const BYTES = ['receivedBytes', 'sentBytes'] as const;

/** What the counters of each dimension set keep, in addition to the number of lines of each kind. */
const KEPT: Readonly<Record<string, readonly (keyof typeof READ)[]>> = {
  All: [...TIMES, ...BYTES],
  LoadBalancer: [...TIMES, ...BYTES],
  TargetGroup: MEMBER_TIMES,
  Route: MEMBER_TIMES,
  Service: MEMBER_TIMES,
};

/**
 * Can the counters say all that is measured of lines of this format? What metrics count is asked for each kind of line.
 */
export function canMeasure(plans: readonly Plan<RequestEntry>[], format: string): boolean {
  return plans.every(({ set, distributions, statistics }) => {
    const kept = KEPT[set];
    return (
      kept !== undefined &&
      [...distributions, ...statistics].every(
        ({ definition: { observe, formats } }) =>
          kept.some((field) => READ[field] === observe) || formats?.includes(format) === false,
      )
    );
  });
}

/** Is it of target groups, routes or services? */
export function isMember({ set }: Plan<RequestEntry>): boolean {
  return KEPT[set] === MEMBER_TIMES;
}

/** Does it publish a distribution of this time? */
export function measures({ distributions }: Plan<RequestEntry>, time: CountedTime): boolean {
  return distributions.some(({ definition }) => definition.observe === READ[time]);
}

/**
 * Where in a counter's memory the histogram of a time is, how many buckets it has, and its number in the key of an
 * outlying value.
 */
export interface TimeHistogram {
  readonly offset: number;
  readonly size: number;
  readonly which: number;
}

const HISTOGRAMS: Readonly<Record<CountedTime, TimeHistogram>> = {
  targetProcessingTime: { offset: CORE.TARGET_TIMES, size: CORE.TARGET_TIMES_MAX, which: CORE.OF_TARGET_TIME },
  requestProcessingTime: { offset: CORE.REQUEST_TIMES, size: CORE.OTHER_TIMES_MAX, which: CORE.OF_REQUEST_TIME },
  responseProcessingTime: { offset: CORE.RESPONSE_TIMES, size: CORE.OTHER_TIMES_MAX, which: CORE.OF_RESPONSE_TIME },
  requestTime: { offset: CORE.ELAPSED_TIMES, size: CORE.ELAPSED_TIMES_MAX, which: CORE.OF_ELAPSED_TIME },
};

/** Which times and bytes of the core a plan publishes, and their places among the distributions and statistics. */
export interface PlanMeasures {
  readonly times: readonly { readonly histogram: TimeHistogram; readonly place: number }[];
  /** Received (0) or sent (1). */
  readonly bytes: readonly { readonly which: number; readonly place: number }[];
}

const MEASURED = new WeakMap<Plan<RequestEntry>, PlanMeasures>();

export function measuredBy(plan: Plan<RequestEntry>): PlanMeasures {
  const known = MEASURED.get(plan) ?? {
    times: plan.distributions.flatMap(({ definition, place }) => {
      const time = TIMES.find((one) => READ[one] === definition.observe);
      return time === undefined ? [] : { histogram: HISTOGRAMS[time], place };
    }),
    bytes: plan.statistics.flatMap(({ definition, place }) => {
      const which = BYTES.findIndex((one) => READ[one] === definition.observe);
      return which < 0 ? [] : { which, place };
    }),
  };
  MEASURED.set(plan, known);
  return known;
}

/**
 * What the metrics of a plan that count say of every line of a kind; undefined where one of them reads what a kind does
 * not decide.
 */
export function statusOfKind(plan: Plan<RequestEntry>, entry: RequestEntry): Status | undefined {
  const view = new KindView(entry);
  // The prototype answers for the fields that it does not have.
  const seen = view as KindView & RequestEntry;
  const observed = <V>({ definition }: { definition: { observe: (entry: RequestEntry) => V } }): V | undefined =>
    definition.observe === READ.slow ? undefined : definition.observe(seen);
  const status = {
    shares: answeredShares(plan.shares.map(observed)),
    labels: plan.tallies.map(observed),
  };
  return view.readsMore ? undefined : status;
}

/**
 * The fields of an entry that are the same in all lines of a kind, see assembly/line.ts; notes when another field is
 * read.
 */
class KindView {
  readsMore = false;
  /** The whole of it, for what reads more. */
  readonly line: RequestEntry;
  readonly type;
  readonly elbStatusCode;
  readonly targetStatusCode;
  readonly actionsExecuted;
  readonly errorReason;
  readonly classification;
  readonly classificationReason;
  readonly requestTransformStatus;
  readonly targetErrorCode;
  readonly elbErrorCode;
  readonly fieldCount;
  readonly front;
  readonly cause;

  constructor(entry: RequestEntry) {
    this.line = entry;
    this.type = entry.type;
    this.elbStatusCode = entry.elbStatusCode;
    this.targetStatusCode = entry.targetStatusCode;
    this.actionsExecuted = entry.actionsExecuted;
    this.errorReason = entry.errorReason;
    this.classification = entry.classification;
    this.classificationReason = entry.classificationReason;
    this.requestTransformStatus = entry.requestTransformStatus;
    this.targetErrorCode = entry.targetErrorCode;
    this.elbErrorCode = entry.elbErrorCode;
    this.fieldCount = entry.fieldCount;
    this.front = entry.front;
    this.cause = entry.cause;
  }
}

Object.setPrototypeOf(
  KindView.prototype,
  new Proxy(Object.prototype, {
    get(_, name, view: KindView) {
      view.readsMore = true;
      return Reflect.get(view.line, name);
    },
  }),
);
