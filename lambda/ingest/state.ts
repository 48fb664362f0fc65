/**
 * One log object while it is read: entries -> aggregates, line account and notes. Knows nothing of bytes; who reads
 * them (ingest.ts, core/) hands over lines, or adds to the same state in bulk.
 */

import { type Parsed, SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import { keptText } from '../catalogue/kept-text.ts';
import type { EntryOf, Family } from '../catalogue/metrics/index.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import type { AllowedSettings, Config } from '../config.ts';
import type { Example, KeepsSlow } from '../diagnosis/examples.ts';
import { createObserver } from '../diagnosis/families/index.ts';
import type { Observer } from '../diagnosis/families/observer.ts';
import { targetsSeen } from '../diagnosis/targets.ts';
import type { AnyFormat, Format, KeyFacts } from '../formats/format.ts';
import {
  type Aggregates,
  type CellFinder,
  createAggregates,
  createCellFinder,
  type Dimension,
  periodStart,
} from '../measure/aggregate.ts';
import { observe } from '../measure/cell.ts';
import type { Ingested, LineAccount } from '../measure/ingested.ts';
import { measureExcess } from '../measure/object-excess.ts';
import { NO_OUTCOMES, outcomeTable } from '../measure/outcomes.ts';
import { type Plan, plansOf } from '../measure/plans.ts';
import { boundSeries } from '../measure/series.ts';
import type { SeriesCaps } from '../measure/series-count.ts';
import { createWeighing, type Weighing, weigh, weighEntry } from '../measure/weight.ts';
import { withoutMark } from '../read/lines.ts';
import type { ByteCount } from '../read/unpack.ts';

export interface LogObject<F extends Family = Family> {
  readonly key: string;
  readonly format: AnyFormat<F>;
  readonly facts: KeyFacts;
  /** A chunk holds only until the next is asked for: anyone who reads may fill one buffer again and again. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface IngestOptions {
  readonly config: Config;
  /** Entries outside these times (milliseconds since 1970) are counted as dropped, for CloudWatch refuses them. */
  readonly accept?: { readonly from: number; readonly to: number };
  /** Keep the outcome of every request, even if that takes much memory; the function keeps those of failures. */
  readonly everyOutcome?: boolean;
  /** Asked of each slow request that would leave an example; without it all of them do. */
  readonly keepsSlow?: KeepsSlow | undefined;
}

/** State of one object while it is read. */
export interface IngestState<F extends Family> {
  readonly format: Format<F>;
  readonly parse: ReturnType<Format<F>['parser']>;
  readonly plans: readonly { readonly plan: Plan<EntryOf[F]>; readonly cells: CellFinder }[];
  readonly extra: readonly Dimension[];
  readonly accept: { readonly from: number; readonly to: number };
  readonly aggregates: Aggregates;
  readonly lines: LineAccount;
  readonly observer: Observer<EntryOf[F]>;
  readonly allowed: AllowedSettings;
  readonly weighing: Weighing;
  readonly caps: SeriesCaps;
  readonly unparsedExamples: string[];
  dropped: number;
  latest: number | undefined;
  /** Identities of entries, as far as the format has them. */
  readonly seen: Set<string>;
}

/** Identities remembered of one object; a file of CloudTrail has some thousand events of all services. */
const SEEN_MAX = 100_000;
const UNPARSED_EXAMPLES = 3;
const UNPARSED_EXAMPLE_CHARACTERS = 300;

export function createIngestion<F extends Family>(
  format: Format<F>,
  facts: KeyFacts,
  { config, accept, everyOutcome = false, keepsSlow }: IngestOptions,
): IngestState<F> {
  const aggregates = createAggregates();
  const extra = extraDimensions(config, facts);
  const observer = createObserver(format, { config, facts, everyOutcome, keepsSlow });
  return {
    format,
    parse: format.parser(facts),
    plans: plansOf(format.family, config.profile)
      .filter(({ set }) => config.targetGroups || set !== 'TargetGroup')
      .map((plan) => ({ plan, cells: createCellFinder(aggregates, format.family, { plan, extra }) })),
    extra,
    accept: accept ?? { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    aggregates,
    lines: { parsed: 0, skipped: 0, unparsed: 0 },
    observer,
    allowed: config.allowed,
    weighing: createWeighing(aggregates, observer.bulk?.outcomes),
    caps: config,
    unparsedExamples: [],
    dropped: 0,
    latest: undefined,
    seen: new Set(),
  };
}

/** One line (or record) as text: counted, and if it is an entry (then returned) added to every measure. */
export function ingestFrame<F extends Family>(ingestion: IngestState<F>, frame: string): EntryOf[F] | undefined {
  const parsed = attemptFrame(ingestion, frame);
  if (parsed === UNPARSED) ingestUnparsed(ingestion, frame);
  return typeof parsed === 'string' ? undefined : parsed;
}

/** What is known of a line that has been counted in bulk. */
export type CountedLine = Pick<Example, 'isServerError' | 'hasFailed' | 'seconds' | 'place'>;

/** A line that has been counted in bulk may become an example. */
export function considerFrame(ingestion: IngestState<'requests'>, frame: string, known: CountedLine): void {
  const entry = (): RequestEntry | undefined => {
    const parsed = parseFrame(ingestion, frame);
    return typeof parsed === 'string' ? undefined : parsed;
  };
  ingestion.observer.bulk?.consider({ ...known, entry });
}

/** As `ingestFrame`, but a frame that does not parse is not counted: it may be only a part of one. */
export function attemptFrame<F extends Family>(ingestion: IngestState<F>, frame: string): Parsed<EntryOf[F]> {
  const parsed = parseFrame(ingestion, frame);
  ingestParsed(ingestion, parsed);
  return parsed;
}

export function parseFrame<F extends Family>({ parse }: IngestState<F>, frame: string): Parsed<EntryOf[F]> {
  return parse(withoutMark(frame));
}

/** What the parser has made of a frame; one that does not parse is not counted. */
export function ingestParsed<F extends Family>(ingestion: IngestState<F>, parsed: Parsed<EntryOf[F]>): void {
  if (parsed === UNPARSED) return;
  if (parsed === SKIPPED || isRepeated(ingestion, parsed)) ingestion.lines.skipped += 1;
  else ingestEntry(ingestion, parsed);
}

/** Has an entry of the same identity come before? */
export function isRepeated<F extends Family>(
  { format, seen }: Pick<IngestState<F>, 'format' | 'seen'>,
  entry: EntryOf[F],
): boolean {
  const identity = format.identity?.(entry);
  if (identity === undefined) return false;
  if (seen.has(identity)) return true;
  if (seen.size < SEEN_MAX) seen.add(identity);
  return false;
}

export function ingestUnparsed<F extends Family>({ lines, unparsedExamples }: IngestState<F>, frame: string): void {
  lines.unparsed += 1;
  if (unparsedExamples.length < UNPARSED_EXAMPLES) unparsedExamples.push(keptText(frame, UNPARSED_EXAMPLE_CHARACTERS));
}

/** The entry may be used again for the next line; nobody keeps it but as a copy. */
export function ingestEntry<F extends Family>(ingestion: IngestState<F>, entry: EntryOf[F]): void {
  const start = admitEntry(ingestion, entry);
  if (start === undefined) return;
  for (const { plan, cells } of ingestion.plans) {
    const values = plan.values(entry);
    if (values !== undefined) observe(cells.find(start, values), plan, entry);
  }
  weighEntry(ingestion.weighing);
}

/**
 * Counts and observes the entry; the start of the period to measure it in, or undefined if it is outside the accepted
 * times.
 */
export function admitEntry<F extends Family>(ingestion: IngestState<F>, entry: EntryOf[F]): number | undefined {
  const { accept } = ingestion;
  ingestion.lines.parsed += 1;
  ingestion.observer.observe(entry);
  const { time } = entry;
  if (time < accept.from || time >= accept.to) {
    ingestion.dropped += 1;
    return undefined;
  }
  if (ingestion.latest === undefined || time > ingestion.latest) ingestion.latest = time;
  return periodStart(time);
}

/** What the state amounts to once the last byte has been read. */
export function ingested<F extends Family>(ingestion: IngestState<F>, object: LogObject, count: ByteCount): Ingested {
  weigh(ingestion.weighing);
  const { aggregates } = ingestion;
  const { bulk } = ingestion.observer;
  const outcomes = bulk?.outcomes;
  const seriesDropped = boundSeries(aggregates, ingestion.caps);
  measureExcess(aggregates, { allowed: ingestion.allowed, to: ingestion.accept.to });
  return {
    key: object.key,
    format: ingestion.format.name,
    facts: object.facts,
    bytes: count.bytes,
    uncompressedBytes: count.uncompressedBytes,
    lines: ingestion.lines,
    dropped: ingestion.dropped,
    aggregates,
    outcomes: outcomes === undefined ? NO_OUTCOMES : outcomeTable(outcomes),
    targets: bulk?.everyOutcome === true ? targetsSeen(bulk.outliers) : [],
    seriesDropped,
    drift: ingestion.observer.drift(),
    notes: ingestion.observer.notes(),
    unparsedExamples: ingestion.unparsedExamples,
    latest: ingestion.latest,
  };
}

function extraDimensions({ extraDimensions }: Config, { account, region }: KeyFacts): Dimension[] {
  const value = { AccountId: account, Region: region };
  return extraDimensions.map((name) => ({ name, value: value[name] ?? 'Unknown' }));
}
