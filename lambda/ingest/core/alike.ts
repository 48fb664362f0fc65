/**
 * Lines of a kind are alike in most of what metrics count: status codes, actions, results. The metrics are asked once
 * for each kind, and what they say is added for all of its lines in a minute together. Only what differs from line to
 * line is measured line by line.
 */
import type { EntryOf, Family } from '../../catalogue/metrics/index.ts';
import type { CellFinder } from '../../measure/aggregate.ts';
import { addStatus, answeredShares, type Cell, observe, type Status } from '../../measure/cell.ts';
import type { Plan } from '../../measure/plans.ts';
import { weighEntry } from '../../measure/weight.ts';
import { admitEntry, type IngestState } from '../state.ts';

/** The lines of one kind. */
export interface AlikeLines<E> {
  /** Says of each line what the parser would say. */
  readonly entry: E;
  readonly parts: readonly Part<E>[];
}

/** What one plan measures of them. */
interface Part<E> {
  readonly plan: Plan<E>;
  readonly cells: CellFinder;
  readonly status: Status;
  /** The plan without the metrics that the status answers. */
  readonly rest: Plan<E>;
  /** Where the last lines belong, and how many they are: their status has not been added yet. */
  cell: Cell | undefined;
  lines: number;
}

/** `differs`: may the property have another value in the next line? */
export function alikeLines<F extends Family>(
  { plans }: IngestState<F>,
  entry: EntryOf[F],
  differs: (property: string) => boolean,
): AlikeLines<EntryOf[F]> {
  const asked = createAsked(entry, differs);
  const parts = plans.map(({ plan, cells }) => ({
    ...{ plan, cells, cell: undefined, lines: 0 },
    ...divided(plan, asked),
  }));
  return { entry, parts };
}

/** The entry is that of the current line. */
export function ingestAlike<F extends Family>(
  ingestion: IngestState<F>,
  { entry, parts }: AlikeLines<EntryOf[F]>,
): void {
  const start = admitEntry(ingestion, entry);
  if (start === undefined) return;
  for (const part of parts) {
    const values = part.plan.values(entry);
    if (values === undefined) continue;
    const cell = isCellOf(part.cell, start, values) ? part.cell : part.cells.find(start, values);
    if (cell !== part.cell) {
      addLines(part);
      part.cell = cell;
    }
    part.lines++;
    observe(cell, part.rest, entry);
  }
  weighEntry(ingestion.weighing);
}

/** Looking at the cell of the line before is cheaper than finding one; a set has two dimensions at most. */
function isCellOf(cell: Cell | undefined, start: number, values: readonly string[]): cell is Cell {
  return cell?.periodStart === start && cell.values[0] === values[0] && cell.values[1] === values[1];
}

/** Must be called when there are no more lines of the kind. */
export function endAlike<E>({ parts }: AlikeLines<E>): void {
  for (const part of parts) {
    addLines(part);
    part.cell = undefined;
  }
}

function addLines<E>(part: Part<E>): void {
  if (part.cell !== undefined && part.lines > 0) addStatus(part.cell, part.status, part.lines);
  part.lines = 0;
}

/** Asks a metric; undefined where its answer may differ from line to line. */
type Asked<E> = <V>(observe: (entry: E) => V) => { readonly answer: V } | undefined;

function createAsked<E extends object>(entry: E, differs: (property: string) => boolean): Asked<E> {
  let isAlike = true;
  const view = new Proxy(entry, {
    get(of, property) {
      if (typeof property === 'symbol' || differs(property)) isAlike = false;
      return Reflect.get(of, property);
    },
    has(of, property) {
      isAlike = false;
      return Reflect.has(of, property);
    },
    ownKeys(of) {
      isAlike = false;
      return Reflect.ownKeys(of);
    },
  });
  return (observe) => {
    isAlike = true;
    const answer = observe(view);
    return isAlike ? { answer } : undefined;
  };
}

function divided<E>(plan: Plan<E>, asked: Asked<E>): Pick<Part<E>, 'status' | 'rest'> {
  const shares = plan.shares.map(({ definition }) => asked(definition.observe));
  const labels = plan.tallies.map(({ definition }) => asked(definition.observe));
  return {
    status: {
      shares: answeredShares(shares.map((one) => one?.answer)),
      labels: labels.map((one) => one?.answer),
    },
    rest: {
      ...plan,
      shares: plan.shares.filter(({ place }) => shares[place] === undefined),
      tallies: plan.tallies.filter(({ place }) => labels[place] === undefined),
      distributions: plan.distributions.filter(({ definition }) => !isAlwaysAbsent(asked(definition.observe))),
      statistics: plan.statistics.filter(({ definition }) => !isAlwaysAbsent(asked(definition.observe))),
    },
  };
}

function isAlwaysAbsent(asked: { readonly answer: number | undefined } | undefined): boolean {
  return asked !== undefined && asked.answer === undefined;
}
