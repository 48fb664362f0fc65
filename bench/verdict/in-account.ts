/**
 * A scenario -> what the function in the account reports about it: an alarm fires, the clock strikes every five
 * minutes, metrics and log lines come from stand-ins that answer as of that moment. Also where nothing is wrong an
 * alarm fires, because the function must then say nothing.
 */
import { answerEvent } from '../../lambda/verdict/account/answer.ts';
import type { Incident } from '../../lambda/verdict/verdict.ts';
import type { MailStage } from '../../lambda/verdict/words/mail.ts';
import { SCENARIO_MINUTES, SCENARIO_START } from '../../local/generate/scenarios/index.ts';
import type { Truth } from '../../local/generate/scenarios/scenario.ts';
import type { Played } from './play.ts';
import { standIn } from './stand-in.ts';

const MINUTE = 60_000;
/** An alarm fires so long after an incident began, and returns to OK so long after it ended. */
const FIRES_AFTER = 12;
const OK_AFTER = 20;
/** In a scenario without an incident. */
const FIRES_AT = 70;
/** Until all logs have arrived and an incident is over; later the missing traffic would be an incident. */
const UNTIL = SCENARIO_MINUTES + 14;
const CLOCK = { 'detail-type': 'Scheduled Event', detail: {} };

/** The last word about each incident that was told. */
export async function toldIn({ store, written }: Played, truths: readonly Truth[]): Promise<readonly Incident[]> {
  const first = Math.min(...truths.map(({ fromMinute }) => fromMinute + FIRES_AFTER), FIRES_AT);
  const last = Math.max(...truths.map(({ toMinute }) => toMinute), first) + OK_AFTER;
  const at = (minute: number): number => SCENARIO_START + minute * MINUTE;
  let now = at(first);
  const { account, published } = standIn(store, written, () => now);
  await answerEvent(account, alarm('ALARM'), now);
  for (let minute = first + 5; minute <= UNTIL; minute += 5) {
    now = at(minute);
    await answerEvent(account, minute >= last ? alarm('OK') : CLOCK, now);
  }
  return lastWords(published.map(({ texts }): Told => JSON.parse(texts.lambda ?? '{}')));
}

function alarm(value: 'ALARM' | 'OK'): object {
  return { 'detail-type': 'CloudWatch Alarm State Change', detail: { alarmName: 'Logs-Page', state: { value } } };
}

interface Told {
  readonly stage: MailStage;
  readonly incident: Incident;
}

/** An incident that is told again has another start or place where more of it is known. What is taken back is none. */
function lastWords(told: readonly Told[]): readonly Incident[] {
  return told
    .filter(({ incident }, at) => !told.slice(at + 1).some((later) => isSame(incident, later.incident)))
    .flatMap(({ stage, incident }) => (stage === 'withdrawn' ? [] : [incident]));
}

function isSame(left: Incident, right: Incident): boolean {
  const isOverlapping = left.from <= right.to && right.from <= left.to;
  const isBeside = left.where.place.targetGroup === right.where.place.targetGroup;
  const isWider = left.where.place.targetGroup === undefined || right.where.place.targetGroup === undefined;
  const isOfOne = left.loadBalancers.some((name) => right.loadBalancers.includes(name));
  return left.kind === right.kind && isOverlapping && isOfOne && (isBeside || isWider);
}

/** What a person acts on: kind, place, first cause, origin. */
export function essence({ kind, loadBalancers, where, causes, origin }: Incident): string {
  const { extent, place, targets = [], address } = where;
  const [first] = causes;
  return JSON.stringify([
    ...[
      kind,
      loadBalancers.toSorted(),
      extent,
      place.targetGroup,
      place.route,
      place.service,
      extent === 'node' ? address : targets.toSorted(),
    ],
    ...[first?.statusCode, first?.cause, origin],
  ]);
}
