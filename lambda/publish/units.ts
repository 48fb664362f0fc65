/**
 * Objects that have been read -> publication units. A unit takes objects while one request holds them all; it is
 * published while the next is gathered, one at a time, and both together hold no more memory than one may.
 */
import { type Aggregates, createAggregates } from '../measure/aggregate.ts';
import { mergeAggregates } from '../measure/merge.ts';
import { weightOf } from '../measure/weight.ts';
import { isUntouched } from './ledger.ts';
import { addPipelineCounts, type PipelineCounts } from './pipeline-metrics.ts';
import type { PublicationMember, Unit } from './publish.ts';
import { fitTogether } from './requests.ts';

/** Of the members of units that are gathered or published: they are kept until they are out. */
export const UNIT_BYTES_MAX = 32 * 1024 ** 2;

/** `Source`: what the counts of a unit come from, if they are all that is left of it. */
export interface GatheredUnit<Source> extends Unit {
  readonly members: readonly PublicationMember[];
  readonly counts: PipelineCounts;
  readonly sources: ReadonlySet<Source>;
}

export interface Units<Source> {
  /** Resolves as soon as there is room for another. */
  readonly add: (member: PublicationMember) => Promise<void>;
  readonly count: (source: Source, counts: PipelineCounts) => void;
  /** Resolves when everything is published. */
  readonly finish: () => Promise<void>;
}

interface Gathering<Source> {
  readonly members: PublicationMember[];
  /** Sum of the members, to tell what still fits. */
  readonly merged: Aggregates;
  readonly sources: Set<Source>;
  bytes: number;
  counts: PipelineCounts;
}

/** `publish` must not reject. */
export function createUnits<Source>(publish: (unit: GatheredUnit<Source>) => Promise<void>): Units<Source> {
  const publishing = oneAtATime(publish);
  let gathering = gatheringNothing<Source>();

  const makeRoom = async (): Promise<void> => {
    if (gathering.bytes + publishing.bytes() > UNIT_BYTES_MAX) await publishing.last();
  };
  const flush = async (): Promise<void> => {
    const unit = gathering;
    gathering = gatheringNothing();
    await publishing.start(unit);
  };

  return {
    async add(member) {
      const { aggregates, outcomes } = member.ingested;
      const bytes = weightOf(aggregates, outcomes.rows);
      if (mustBeAlone(member)) {
        await publishing.start({ ...gatheringNothing(), members: [member], bytes });
        return makeRoom();
      }
      if (gathering.bytes + bytes > UNIT_BYTES_MAX || !fitTogether(gathering.merged, aggregates)) await flush();
      gathering.members.push(member);
      gathering.bytes += bytes;
      mergeAggregates(gathering.merged, aggregates);
      await makeRoom();
    },
    count(source, counts) {
      gathering.counts = addPipelineCounts(gathering.counts, counts);
      gathering.sources.add(source);
    },
    async finish() {
      await flush();
      await publishing.last();
    },
  };
}

interface Publishing<Source> {
  /** Resolves when the unit before is out, and this one is on its way. */
  readonly start: (unit: Gathering<Source>) => Promise<void>;
  /** Of the unit that is on its way. */
  readonly bytes: () => number;
  /** Resolves when the unit that was started last is out. */
  readonly last: () => Promise<void>;
}

function oneAtATime<Source>(publish: (unit: GatheredUnit<Source>) => Promise<void>): Publishing<Source> {
  let published: Promise<void> = Promise.resolve();
  let bytesUnderWay = 0;
  return {
    async start(unit) {
      await published;
      bytesUnderWay = unit.bytes;
      published = publish(unit).finally(() => {
        bytesUnderWay = 0;
      });
    },
    bytes: () => bytesUnderWay,
    last: () => published,
  };
}

function gatheringNothing<Source>(): Gathering<Source> {
  return { members: [], merged: createAggregates(), sources: new Set(), bytes: 0, counts: {} };
}

/** Only an object published alone can be resumed, or be cut into several requests. */
function mustBeAlone({ standing, ingested }: PublicationMember): boolean {
  return !isUntouched(standing) || !fitTogether(createAggregates(), ingested.aggregates);
}
