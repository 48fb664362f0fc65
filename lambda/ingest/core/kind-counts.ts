/**
 * What kinds of line say to the metrics of a plan that count, by numbers: many kinds say the same, or share a label, so
 * lines are added up by number before anything is looked up by name.
 */
import { addShares, type Cell, keptLabel, type Status } from '../../measure/cell.ts';

/** All that the known kinds say to one plan. */
export interface PlanAnswers {
  /** The shares of a status, each once. */
  readonly statuses: Status['shares'][];
  /** Each once, with its place among the tallies. */
  readonly labels: { readonly tally: number; readonly label: string }[];
  /** Place and label -> its number, because odd logs have hundreds. */
  readonly labelNumbers: Map<string, number>;
}

/** What one kind says: numbers of the answers. */
export interface KindAnswer {
  readonly status: number;
  readonly labels: readonly number[];
}

export function createAnswers(): PlanAnswers {
  return { statuses: [], labels: [], labelNumbers: new Map() };
}

/** What stands for the statuses of a kind, one of each plan; the plan's answers hold it from now on. */
export function answersOf(answers: readonly PlanAnswers[], statuses: readonly Status[]): readonly KindAnswer[] {
  return answers.flatMap((known, plan) => {
    const status = statuses[plan];
    return status === undefined ? [] : answerOf(known, status);
  });
}

function answerOf(answers: PlanAnswers, { shares, labels: texts }: Status): KindAnswer {
  const labels = texts.flatMap((found, tally) => {
    const list: readonly string[] = found === undefined ? [] : typeof found === 'string' ? [found] : found;
    return list.map((text) => labelNumber(answers, tally, keptLabel(text)));
  });
  return { status: statusNumber(answers, shares), labels };
}

function statusNumber({ statuses }: PlanAnswers, shares: Status['shares']): number {
  const number = statuses.findIndex((known) => known.every((one, at) => one === shares[at]));
  return number < 0 ? statuses.push(shares) - 1 : number;
}

function labelNumber({ labels, labelNumbers }: PlanAnswers, tally: number, label: string): number {
  const key = `${tally} ${label}`;
  const number = labelNumbers.get(key) ?? labels.push({ tally, label }) - 1;
  labelNumbers.set(key, number);
  return number;
}

/** Lines by kind. */
export interface KindLines {
  readonly size: number;
  readonly kinds: readonly { readonly answers: readonly KindAnswer[] }[];
  /** Of each kind. */
  readonly lines: readonly number[];
}

const NO_LABEL = { tally: -1, label: '' };

/** By number of an answer; all zero between two calls of addKinds(). */
const linesOfStatus: number[] = [];
const linesOfLabel: number[] = [];
/** Labels in the order in which the kinds have them first. */
const order: number[] = [];

/** Adds what each kind says of its lines; `plan` is its number among those of the ingestion. */
export function addKinds(cell: Cell, plan: number, counts: KindLines, { statuses, labels }: PlanAnswers): void {
  while (linesOfStatus.length < statuses.length) linesOfStatus.push(0);
  while (linesOfLabel.length < labels.length) linesOfLabel.push(0);
  const labelCount = addUp(counts, plan);
  for (let status = 0; status < statuses.length; status++) {
    const said = statuses[status];
    const lines = linesOfStatus[status] ?? 0;
    linesOfStatus[status] = 0;
    if (said !== undefined && lines > 0) addShares(cell.shares, said, lines);
  }
  for (let at = 0; at < labelCount; at++) {
    const number = order[at] ?? 0;
    const { tally, label } = labels[number] ?? NO_LABEL;
    const counted = cell.tallies[tally];
    counted?.set(label, (counted.get(label) ?? 0) + (linesOfLabel[number] ?? 0));
    linesOfLabel[number] = 0;
  }
}

/** How many labels there are. */
function addUp({ size, kinds, lines }: KindLines, plan: number): number {
  let labelCount = 0;
  for (let which = 0; which < size; which++) {
    const answer = kinds[which]?.answers[plan];
    if (answer === undefined) continue;
    const added = lines[which] ?? 0;
    linesOfStatus[answer.status] = (linesOfStatus[answer.status] ?? 0) + added;
    for (let at = 0; at < answer.labels.length; at++) {
      const number = answer.labels[at] ?? 0;
      const known = linesOfLabel[number] ?? 0;
      if (known === 0) order[labelCount++] = number;
      linesOfLabel[number] = known + added;
    }
  }
  return labelCount;
}
