/**
 * Separates good requests that are now refused from bad requests that are new: when a rule blocks a route, that route
 * serves fewer requests than before; when a scanner is blocked, it serves as many as ever. Pure.
 */
import type { PlaceSeries } from './evidence.ts';
import { type Run, sumIn } from './runs.ts';

/** So much of what is refused must be missing among what is served, and the other way round, */
const MISSING_PART = 0.5;
/**
 * and so much of what used to be served. Traffic of a whole load balancer moves more than that of a route next to its
 * neighbors.
 */
const LOST_PART = 0.2;
const DEVIATIONS = 4;

/** `others` is the rest of the load balancer's traffic, which tells whether all of it moved. */
export function isLossOfGood(
  series: PlaceSeries,
  {
    run,
    before,
    others,
  }: { readonly run: Run; readonly before: readonly Run[]; readonly others: PlaceSeries | undefined },
): boolean {
  const length = before.reduce((all, { start, end }) => all + end - start, 0);
  if (length === 0) return false;
  const refusedBefore = over(before, (span) => sumIn(series.refused, span));
  const servedBefore = over(before, (span) => served(series, span));
  const moved = others === undefined ? 1 : movement(others, { run, before, length });
  const periods = run.end - run.start;
  const expected = (servedBefore / length) * periods * moved;
  const missing = expected - served(series, run);
  const refused = sumIn(series.refused, run) - (refusedBefore / length) * periods;
  return (
    missing >= MISSING_PART * refused &&
    refused >= MISSING_PART * missing &&
    missing >= LOST_PART * expected &&
    missing >= DEVIATIONS * Math.sqrt(expected)
  );
}

function served({ requests, failed, refused }: PlaceSeries, span: Run): number {
  return sumIn(requests, span) - sumIn(failed, span) - sumIn(refused, span);
}

function over(spans: readonly Run[], count: (span: Run) => number): number {
  return spans.reduce((all, span) => all + count(span), 0);
}

/** How much more or less the others served than before; held to a range, because they may have troubles too. */
function movement(
  others: PlaceSeries,
  { run, before, length }: { readonly run: Run; readonly before: readonly Run[]; readonly length: number },
): number {
  const was = over(before, (span) => served(others, span)) / length;
  if (was === 0) return 1;
  const is = served(others, run) / (run.end - run.start);
  return Math.min(1.5, Math.max(0.5, is / was));
}
