/**
 * Which targets of a group fail: one, those of one subnet, the new ones, or all. Lines of the group's targets in, an
 * answer out. The lines list the worst targets of each log object, so a healthy target of a large group may be known by
 * number only.
 */
import { compareText } from '../catalogue/compare-text.ts';
import { requestsIn } from '../measure/outcomes.ts';
import type { TargetRow } from './evidence.ts';
import { commonSubnet } from './subnet.ts';

export interface FailingTargets {
  readonly extent: 'target' | 'zone' | 'newTargets' | 'all' | 'some';
  /** Worst first. */
  readonly targets: readonly string[];
  readonly failing: number;
  readonly seen: number;
  /** Of `zone`. */
  readonly subnet?: string;
  /** Some of the failing targets answered nothing before the incident, where the lines before list all targets. */
  readonly hasNew: boolean;
  /** The lines before list all targets, so none is new that is not told. */
  readonly isKnownBefore: boolean;
}

interface Total {
  readonly target: string;
  requests: number;
  failed: number;
  excess: number;
}

/** One target explains it when so much of the excess is its own and the others fail so much less. */
const ONE_SHARE = 0.8;
const OTHERS_SHARE = 0.25;
/** A target takes part when it fails at least so much as often as the worst one. */
const TAKES_PART = 0.3;
const REQUESTS_MIN = 5;
const FAILED_MIN = 2;
/** All of them fail when at most one in so many does not. */
const ALL_SHARE = 0.8;
const SHOWN = 8;

export function failingTargets(during: readonly TargetRow[], before: readonly TargetRow[]): FailingTargets | undefined {
  const totals = totalsOf(during, before).filter(({ requests }) => requests > 0);
  const [worst] = totals;
  const seen = Math.max(totals.length, ...during.map(({ ofTargets }) => ofTargets));
  if (worst === undefined || worst.excess < FAILED_MIN) return undefined;
  const share = (total: Total): number => total.failed / total.requests;
  const highest = Math.max(...totals.filter(({ requests }) => requests >= REQUESTS_MIN).map(share), 0);
  const isFailing = (total: Total): boolean => total.excess >= FAILED_MIN && share(total) >= TAKES_PART * highest;
  const failing = totals.filter(isFailing);
  const healthy = totals.filter((total) => !isFailing(total) && total.requests >= REQUESTS_MIN);
  const known = new Set(before.map(({ target }) => target));
  const isComplete = before.length > 0 && before.every(({ ofTargets }) => ofTargets <= SHOWN);
  const isNew = ({ target }: Total): boolean => isComplete && !known.has(target);
  const base = {
    targets: failing.slice(0, SHOWN).map(({ target }) => target),
    ...{ failing: failing.length, seen, hasNew: failing.some(isNew), isKnownBefore: isComplete },
  };
  if (isOne(worst, totals, seen)) return { ...base, extent: 'target', targets: [worst.target], failing: 1 };
  if (failing.length >= ALL_SHARE * seen || healthy.length === 0) return { ...base, extent: 'all' };
  const subnet = failing.length >= 2 ? commonSubnet(failing.map(nameOf), healthy.map(nameOf)) : undefined;
  if (failing.every(isNew) && !healthy.some(isNew)) return { ...base, extent: 'newTargets' };
  return subnet === undefined ? { ...base, extent: 'some' } : { ...base, extent: 'zone', subnet };
}

const nameOf = ({ target }: Total): string => target;

function isOne(worst: Total, totals: readonly Total[], seen: number): boolean {
  if (seen < 2) return false;
  const excess = totals.reduce((all, one) => all + Math.max(0, one.excess), 0);
  const others = totals.filter((one) => one !== worst);
  const requests = others.reduce((all, one) => all + one.requests, 0);
  const failed = others.reduce((all, one) => all + one.failed, 0);
  const rate = requests === 0 ? 0 : failed / requests;
  return worst.excess >= ONE_SHARE * excess && rate <= OTHERS_SHARE * (worst.failed / worst.requests);
}

/** Each target's counts, most excess first; usual is what the group's targets failed before. */
function totalsOf(during: readonly TargetRow[], before: readonly TargetRow[]): Total[] {
  const requestsBefore = requestsIn(before);
  const usual = requestsBefore === 0 ? 0 : before.reduce((all, { failed }) => all + failed, 0) / requestsBefore;
  const totals = new Map<string, Total>();
  for (const { target, requests, failed } of during) {
    const total = totals.get(target) ?? { target, requests: 0, failed: 0, excess: 0 };
    totals.set(target, total);
    total.requests += requests;
    total.failed += failed;
    total.excess = total.failed - usual * total.requests;
  }
  return [...totals.values()].sort(
    (left, right) => right.excess - left.excess || compareText(left.target, right.target),
  );
}
