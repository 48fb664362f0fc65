/** Everything read from logs -> the incidents in it, found by the engine that runs in the account. */
import { type Timeout, timeoutsOf } from '../../lambda/diagnosis/timeouts.ts';
import { outcomeTable } from '../../lambda/measure/outcomes.ts';
import { gather } from '../../lambda/verdict/gather.ts';
import { judge } from '../../lambda/verdict/judge.ts';
import type { Incident } from '../../lambda/verdict/verdict.ts';
import { modelSeries } from './model-series.ts';
import type { Readings } from './readings.ts';

export interface FoundIncidents {
  /** Newest first. */
  readonly incidents: readonly Incident[];
  /** Of the whole span. */
  readonly timeouts: readonly Timeout[];
}

const MINUTE = 60_000;
/** Periods of a week of minutes; longer spans are judged in periods of five minutes, or of an hour. */
const PERIODS_MAX = 10_080;
const WIDTHS_MINUTES = [1, 5, 60];

export async function incidentsIn({ store, config, verdict, cells }: Readings): Promise<FoundIncidents> {
  const { from, to, found } = verdict;
  if (!Number.isFinite(from)) return { incidents: [], timeouts: [] };
  const fits = (width: number): boolean => width >= cells.minutes() && (to - from) / (width * MINUTE) <= PERIODS_MAX;
  const periodMillis = (WIDTHS_MINUTES.find(fits) ?? 60) * MINUTE;
  const start = Math.floor(from / periodMillis) * periodMillis;
  const end = Math.ceil(to / periodMillis) * periodMillis;
  const evidence = await gather(modelSeries(store, config.namespace), found, { from: start, to: end, periodMillis });
  const { incidents } = judge(evidence);
  const timeouts = timeoutsOf(outcomeTable(verdict.outcomes).rows);
  return { incidents: incidents.toSorted((left, right) => right.from - left.from), timeouts };
}
