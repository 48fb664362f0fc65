/**
 * One run: what started it -> what is known -> evidence -> verdict -> messages. Nothing is read while no alarm is in
 * ALARM and no incident is open. The alarm's own notification is not this function's business: it went out before this
 * began.
 */

import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { compareText } from '../../catalogue/compare-text.ts';
import { gather, type Span } from '../gather.ts';
import { judge } from '../judge.ts';
import { lineEvidence } from '../lines.ts';
import type { Severity } from '../settings.ts';
import type { Incident } from '../verdict.ts';
import { behindOf } from '../words/behind.ts';
import { wordsOf } from '../words/sentences.ts';
import { alarmsAfter, isOpen, isToWait, type KnownState, type Message, type Reading, whatToTell } from './known.ts';
import { type Memory, recall, remember } from './memory.ts';
import { readLines, type Waiting } from './read-lines.ts';
import { type ReadMetricsOptions, readMetrics } from './read-metrics.ts';
import { startedBy } from './started-by.ts';
import { type Teller, tell } from './tell.ts';

export interface Account {
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly memory: Memory;
  readonly teller: Teller;
  readonly metrics: ReadMetricsOptions;
  readonly logGroupName: string;
  /** How the names of our alarms begin; those with `Page` in them page. */
  readonly alarmPrefix: string;
  readonly console: Pick<Console, 'log'>;
  readonly waiting: Waiting;
}

const MINUTE = 60_000;
/** What is read before the first alarm: an hour that says what was usual, and the time an alarm takes to fire. */
const BEFORE_MILLIS = 90 * MINUTE;
/** An outage of many hours is judged by its last ones. */
const SPAN_MILLIS_MAX = 6 * 60 * MINUTE;
/** Another run wrote what is known: its work is taken up instead. */
const ATTEMPTS_MAX = 3;

export async function answerEvent(account: Account, event: unknown, now: number): Promise<void> {
  const started = startedBy(event);
  if (started === undefined) throw new Error('an event that is neither a change of an alarm nor the clock');
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { known: before, version } = await recall(account.memory);
    const known =
      'alarm' in started
        ? alarmsAfter(before, started.alarm, severityOf(started.alarm.alarmName, account.alarmPrefix), now)
        : before;
    if (!isOpen(known) || isToWait(known, now)) {
      if (known === before || (await remember(account.memory, { known, version }, now))) return;
      continue;
    }
    const reading = await readingAt(account, known, now);
    const told = whatToTell(known, reading, now);
    if (!(await remember(account.memory, { known: told.known, version }, now))) continue;
    await tellAll(account, told.messages, { known, incidents: reading.incidents, now });
    return;
  }
  throw new Error(`what is known was written by others ${ATTEMPTS_MAX} times in a row`);
}

async function tellAll(
  { teller, console }: Account,
  messages: readonly Message[],
  around: { readonly known: KnownState; readonly incidents: readonly Incident[]; readonly now: number },
): Promise<void> {
  for (const message of messages) {
    await tell(teller, message, around);
    console.log(incidentLine(message, teller.allowedPercent));
  }
  if (messages.length === 0) console.log({ kind: 'verdict', stage: 'quiet', incidents: around.incidents.length });
}

/** What the dashboard's table of incidents shows, in the words of the message. */
function incidentLine({ stage, severity, incident }: Message, allowedPercent: number) {
  const { id, from, origin, confidence, kind: incidentKind } = incident;
  const { headline } = wordsOf(incident, { allowedPercent });
  const texts = { headline, behind: behindOf(incident) };
  return {
    kind: 'incident',
    time: new Date(from).toISOString(),
    stage,
    severity,
    ...texts,
    id,
    incidentKind,
    origin,
    confidence,
  };
}

/** Names that the stack gives: `<prefix>Page`, `<prefix>ErrorsPage-LoadBalancer`, `<prefix>SlowTicket-Route`. */
export function severityOf(alarmName: string, prefix: string): Severity {
  const own = alarmName.startsWith(prefix) ? alarmName.slice(prefix.length) : alarmName;
  return /Ticket|Slow|TargetTime/.test(own.split('-')[0] ?? '') ? 'ticket' : 'page';
}

async function readingAt(account: Account, known: KnownState, now: number): Promise<Reading> {
  const span = spanToRead(known, now);
  const read = readMetrics(account.cloudwatch, account.metrics);
  const [wholes = []] = await read([
    { ...span, set: 'LoadBalancer', loadBalancers: undefined, metric: 'Elb5xx', statistic: 'Sum', periodSeconds: 300 },
  ]);
  const failing = wholes
    .map(({ place, values }) => ({
      name: place.loadBalancer,
      failed: values.reduce((sum, value) => sum + (value || 0), 0),
    }))
    .sort((left, right) => right.failed - left.failed || compareText(left.name, right.name));
  // Open incidents come first, or they would seem to be gone.
  const told = known.incidents.filter(({ isOver }) => !isOver).flatMap(({ incident }) => incident.loadBalancers);
  const names = [...new Set([...told, ...failing.map(({ name }) => name)])];
  const loadBalancers = names.length > LINES_OF_ALL_MAX ? names.slice(0, LINES_OF_ALL_MAX) : undefined;
  const { logGroupName, waiting } = account;
  const lines = await readLines(
    account.logs,
    { ...{ logGroupName, loadBalancers }, from: span.from, to: now },
    waiting,
  );
  const { incidents } = judge(await gather(read, lineEvidence(lines), { ...span, now }));
  return { incidents, from: span.from };
}

/** Past so many load balancers only the lines of those that fail most are read. */
const LINES_OF_ALL_MAX = 20;

function spanToRead({ since }: KnownState, now: number): Span {
  const to = Math.ceil(now / (5 * MINUTE)) * 5 * MINUTE;
  const from = Math.max((since ?? now) - BEFORE_MILLIS, now - SPAN_MILLIS_MAX);
  return { from: Math.floor(from / (5 * MINUTE)) * 5 * MINUTE, to };
}
