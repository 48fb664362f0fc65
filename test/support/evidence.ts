/**
 * Evidence written by hand: a load balancer with two target groups, an hour and a half, one error in two hundred
 * requests.
 */
import type { Cause } from '../../lambda/catalogue/causes/index.ts';
import type { Evidence, FailureRow, PlaceSeries, TargetRow } from '../../lambda/verdict/evidence.ts';

export const SHOP = 'app/shop/0123456789abcdef';
export const CHECKOUT = 'targetgroup/shop-checkout/0123456789abcdef';
export const WEB = 'targetgroup/shop-web/0123456789abcdef';
const START = Date.UTC(2026, 4, 4, 18, 0);
export const PERIODS = 90;
const MINUTE = 60_000;

export const at = (minute: number): number => START + minute * MINUTE;

export interface Trouble {
  readonly from: number;
  readonly to: number;
  readonly perMinute: number;
  readonly targetGroup?: string;
  readonly route?: string;
  readonly service?: string;
  readonly cause?: Cause;
  readonly statusCode?: string;
  readonly node?: string;
}

/** Failures of `perMinute` requests in each minute. */
function rowsOf({ from, to, perMinute, statusCode = '500', ...rest }: Trouble): FailureRow[] {
  return Array.from({ length: to - from }, (_, minute) => ({
    ...{ at: at(from + minute), loadBalancer: SHOP, statusCode, requests: perMinute },
    ...{ cause: 'TargetError' as const, ...rest },
  }));
}

/** Requests a minute: 400 in all, 100 of them of checkout. */
export function evidenceOf(troubles: readonly Trouble[], rest: Partial<Evidence> = {}): Evidence {
  const failures = [
    ...rowsOf({ from: 0, to: PERIODS, perMinute: 1, targetGroup: CHECKOUT }),
    ...rowsOf({ from: 0, to: PERIODS, perMinute: 1, targetGroup: WEB }),
    ...troubles.flatMap(rowsOf),
  ];
  const requests = (perMinute: number) => new Array<number>(PERIODS).fill(perMinute);
  return {
    ...{ from: START, periodMillis: MINUTE, periods: PERIODS, failures },
    series: [
      seriesOf({ loadBalancer: SHOP }, requests(400), failures),
      seriesOf({ loadBalancer: SHOP, targetGroup: CHECKOUT }, requests(100), failures),
      seriesOf({ loadBalancer: SHOP, targetGroup: WEB }, requests(300), failures),
      seriesOf({ loadBalancer: SHOP, route: 'payment' }, requests(20), failures),
      seriesOf({ loadBalancer: SHOP, route: 'cart' }, requests(80), failures),
    ],
    ...{ durations: [], targets: [], slowTargets: [], changes: [], examples: [] },
    ...rest,
  };
}

/** The same evidence with a service that gets so many requests a minute. */
export function withService(evidence: Evidence, service: string, perMinute: number): Evidence {
  const requests = new Array<number>(PERIODS).fill(perMinute);
  const own = seriesOf({ loadBalancer: SHOP, service }, requests, evidence.failures);
  return { ...evidence, series: [...evidence.series, own] };
}

function seriesOf(
  place: PlaceSeries['place'],
  requests: readonly number[],
  failures: readonly FailureRow[],
): PlaceSeries {
  const own = failures.filter(
    ({ targetGroup, route, service }) =>
      (place.targetGroup === undefined || place.targetGroup === targetGroup) &&
      (place.route === undefined || place.route === route) &&
      (place.service === undefined || place.service === service),
  );
  const count = (digit: string) =>
    requests.map((_, minute) =>
      own
        .filter((row) => row.at === at(minute) && row.statusCode.startsWith(digit))
        .reduce((all, row) => all + row.requests, 0),
    );
  return { place, requests, failed: count('5'), refused: count('4') };
}

/** Every five minutes each of these targets has 100 requests, so many of which fail. */
export function targetRows(
  targetGroup: string,
  failed: Readonly<Record<string, number>>,
  { from, to }: { readonly from: number; readonly to: number },
): TargetRow[] {
  const targets = Object.entries(failed);
  return Array.from({ length: Math.ceil((to - from) / 5) }, (_, stretch) =>
    targets.map(([target, failures]) => ({
      ...{ at: at(from + stretch * 5), loadBalancer: SHOP, targetGroup, target },
      ...{ requests: 100, failed: failures, ofTargets: targets.length },
    })),
  ).flat();
}
