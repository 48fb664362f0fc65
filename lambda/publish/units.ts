/**
 * Objects that have been read -> publication units. A unit takes objects while one request holds them all; it is published while the
 * next is gathered, one at a time, and both together hold no more cells than one may.
 */
import { type Aggregates, createAggregates, mergeAggregates } from '../measure/aggregate.ts';
import { addPipelineCounts, type PipelineCounts } from './pipeline-metrics.ts';
import type { Member, Unit } from './publish.ts';
import { fitTogether, UNIT_CELLS_MAX } from './requests.ts';

/** `Source`: what the counts of a unit come from, if they are all that is left of it. */
export interface GatheredUnit<Source> extends Unit {
  readonly members: readonly Member[];
  readonly counts: PipelineCounts;
  readonly sources: ReadonlySet<Source>;
}

export interface Units<Source> {
  /** Resolves as soon as there is room for another. */
  readonly add: (member: Member) => Promise<void>;
  readonly count: (source: Source, counts: PipelineCounts) => void;
  /** Resolves when everything is published. */
  readonly finish: () => Promise<void>;
}

interface Gathering<Source> {
  readonly members: Member[];
  /** Sum of the members, to tell what still fits. */
  readonly merged: Aggregates;
  readonly sources: Set<Source>;
  cells: number;
  counts: PipelineCounts;
}

/** `publish` must not reject. */
export function createUnits<Source>(publish: (unit: GatheredUnit<Source>) => Promise<void>): Units<Source> {
  let gathering = gatheringNothing<Source>();
  let published: Promise<void> = Promise.resolve();
  let cellsUnderWay = 0;

  const start = async (unit: Gathering<Source>): Promise<void> => {
    await published;
    cellsUnderWay = unit.cells;
    published = publish(unit).finally(() => {
      cellsUnderWay = 0;
    });
  };
  const makeRoom = async (): Promise<void> => {
    if (gathering.cells + cellsUnderWay > UNIT_CELLS_MAX) await published;
  };
  const flush = async (): Promise<void> => {
    const unit = gathering;
    gathering = gatheringNothing();
    await start(unit);
  };

  return {
    async add(member) {
      const { aggregates } = member.ingested;
      const cells = aggregates.cells.size;
      if (mustBeAlone(member)) {
        await start({ ...gatheringNothing(), members: [member], cells });
        return makeRoom();
      }
      if (gathering.cells + cells > UNIT_CELLS_MAX || !fitTogether(gathering.merged, aggregates)) await flush();
      gathering.members.push(member);
      gathering.cells += cells;
      mergeAggregates(gathering.merged, aggregates);
      await makeRoom();
    },
    count(source, counts) {
      gathering.counts = addPipelineCounts(gathering.counts, counts);
      gathering.sources.add(source);
    },
    async finish() {
      await flush();
      await published;
    },
  };
}

function gatheringNothing<Source>(): Gathering<Source> {
  return { members: [], merged: createAggregates(), sources: new Set(), cells: 0, counts: {} };
}

/** Only an object published alone can be resumed, or be cut into several requests. */
function mustBeAlone({ standing, ingested }: Member): boolean {
  return standing.isInDoubt || standing.requestsDone > 0 || !fitTogether(createAggregates(), ingested.aggregates);
}
