/**
 * An incident -> the email that a person gets. Plain text without any markup, because SNS shows an email as it is;
 * lines are as long as their sentences, because mail programs wrap them and a command must stay in one piece.
 */

import { count, percent } from '../../catalogue/figures.ts';
import { codeText } from '../../diagnosis/codes.ts';
import { traceOf } from '../../diagnosis/trace.ts';
import type { ExampleRequest } from '../evidence.ts';
import type { Severity } from '../settings.ts';
import type { Incident } from '../verdict.ts';
import { adviceOf, OVER, type Step } from './advice.ts';
import type { IncidentLinks } from './links.ts';
import { type WordsOptions, wordsOf } from './sentences.ts';
import { duration, shortName, utcClock } from './text.ts';

/**
 * `new`: first seen. `update`: the picture has changed. `over`: nothing fails beyond the usual any more. `withdrawn`:
 * told before, but not in the logs once all of them had arrived.
 */
export type MailStage = 'new' | 'update' | 'over' | 'withdrawn';

export interface MailOptions extends WordsOptions {
  readonly stage: MailStage;
  readonly severity: Severity;
  /** Absent where there is no account to link to. */
  readonly links?: IncidentLinks;
  /** `account 123456789012, eu-central-1`. */
  readonly place?: string;
  /** Names of the alarms that started it. */
  readonly alarms: readonly string[];
  /** What else goes on, heaviest first. */
  readonly others: readonly Incident[];
  /** Of what is withdrawn: the incident that it is part of. */
  readonly instead?: Incident | undefined;
  /** End of the data that the verdict was made of. */
  readonly until: number;
}

export interface Mail {
  /** ASCII, at most 100 characters (SNS). */
  readonly subject: string;
  readonly text: string;
}

const SUBJECT_CHARACTERS_MAX = 99;
const OTHERS_MAX = 3;
const PATH_CHARACTERS_MAX = 60;

export function mailOf(incident: Incident, options: MailOptions): Mail {
  const { stage, severity, links, others } = options;
  const words = wordsOf(incident, options);
  const blocks = [
    ...(stage === 'withdrawn' ? [withdrawnLines(incident, options)] : tellingBlocks(incident, options)),
    titled(
      'ALSO',
      others.slice(0, OTHERS_MAX).map((other) => `- ${alsoLine(other, options)}`),
    ),
    links === undefined ? [] : titled('LINKS', linkLines(links, incident)),
    [footer(options)],
  ];
  return {
    subject: ascii(`[${subjectWords({ stage, severity })}] ${words.title}`).slice(0, SUBJECT_CHARACTERS_MAX),
    text: `${blocks
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`,
  };
}

function tellingBlocks(incident: Incident, options: MailOptions): (readonly string[])[] {
  const { stage } = options;
  const { headline, sentences } = wordsOf(incident, options);
  return [
    [headline, stage === 'over' ? overSentence(incident) : stateSentence(incident, options), ...sentences],
    stage === 'over' ? [] : titled('WHAT TO DO', [...adviceOf(incident).flatMap(stepLines), OVER]),
    titled('STATUS CODES AND CAUSES', codeTexts(incident)),
    titled(
      incident.kind === 'refused' ? 'SOME OF THE REFUSED REQUESTS' : 'SOME OF THE FAILED REQUESTS',
      incident.examples.map((one) => exampleLine(one, incident.from)),
    ),
  ];
}

/** Its numbers were those of the logs that had arrived then, so it says no more than what was told. */
function withdrawnLines(incident: Incident, options: MailOptions): string[] {
  return [`The earlier message said: ${wordsOf(incident, options).headline}`, ...withdrawnSentences(options)];
}

/** Why what was told is taken back. */
export function withdrawnSentences({ instead, until, ...options }: MailOptions): readonly string[] {
  const known = `All logs of that time have arrived by ${utcClock(until)} UTC`;
  if (instead === undefined)
    return [`This is taken back. ${known}, and in them it is no more than usual. There is nothing to do.`];
  return [`This is part of another incident. ${known}. The other incident:`, wordsOf(instead, options).headline];
}

const SUBJECT_WORDS: Readonly<Record<Exclude<MailStage, 'new'>, (severity: Severity) => string>> = {
  update: (severity) => `${severity}, update`,
  over: () => 'over',
  withdrawn: () => 'taken back',
};

function subjectWords({ stage, severity }: Pick<MailOptions, 'stage' | 'severity'>): string {
  return stage === 'new' ? severity : SUBJECT_WORDS[stage](severity);
}

function isLast(stage: MailStage): boolean {
  return stage === 'over' || stage === 'withdrawn';
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** A command stands alone on its line. */
function stepLines({ text, command }: Step, index: number): string[] {
  return [`${index + 1}. ${text}`, ...(command === undefined ? [] : [`   ${command}`])];
}

/** The first question of anyone who is woken: does it go on? */
function stateSentence({ isOngoing, to }: Incident, { stage, until }: MailOptions): string {
  const update = stage === 'update' ? 'The picture has changed since the last message. ' : '';
  const known = `in the logs that had arrived by ${utcClock(until)} UTC`;
  return isOngoing
    ? `${update}It was still going on ${known}.`
    : `${update}It may be over: ${known} nothing is wrong after ${utcClock(to, until)} UTC.`;
}

/** Where the causes in the sentences do not say it all already. */
function codeTexts({ codes }: Incident): string[] {
  const isPlain = codes.every(({ causes }) => causes.length <= 1);
  return isPlain ? [] : codes.map(codeText);
}

function overSentence({ kind, from, to, failed, excess }: Incident): string {
  const lasted = `It is over. It lasted ${duration(to - from)}`;
  if (kind === 'slow') return `${lasted}.`;
  if (kind === 'traffic') return `${lasted}; about ${count(failed)} requests are missing.`;
  const what = { errors: 'failed', gaveUp: 'were given up', refused: 'were refused' }[kind];
  return `${lasted}; ${count(failed)} requests ${what}, ${count(excess)} more than usual.`;
}

/** `18:53:11 504 POST /checkout/… target 10.0.17.12:8080 trace Root=1-… (OpenTelemetry 67…)`. */
export function exampleLine(example: ExampleRequest, beside: number): string {
  const { at, statusCode, method, path, target, traceId, route } = example;
  const time = `${utcClock(at, beside)}:${new Date(at).toISOString().slice(17, 19)}`;
  const parts = [
    ...[time, statusCode, method, path === undefined ? undefined : shortened(path)],
    route === undefined ? undefined : `(route ${route})`,
    target === undefined ? undefined : `target ${target}`,
    traceId === undefined ? undefined : `trace ${traceId}${openTelemetryOf(traceId)}`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

function openTelemetryOf(traceId: string): string {
  const trace = traceOf(traceId);
  return trace === undefined ? '' : ` (OpenTelemetry ${trace.openTelemetry})`;
}

function shortened(path: string): string {
  return path.length <= PATH_CHARACTERS_MAX ? path : `${path.slice(0, PATH_CHARACTERS_MAX)}…`;
}

function alsoLine(incident: Incident, options: WordsOptions): string {
  const { headline } = wordsOf(incident, options);
  const [first] = incident.causes;
  const { targetGroup, service } = incident.where.place;
  const cause = first?.cause === undefined ? '' : ` ${first.statusCode} ${first.cause}`;
  const inService = service === undefined ? '' : ` in service ${service}`;
  const at = targetGroup === undefined ? inService : ` in target group ${shortName(targetGroup)}`;
  return cause === '' && at === '' ? headline : `${headline} Mostly${cause}${at}.`;
}

/** An address stands alone on its line, because it is long. */
function linkLines(links: IncidentLinks, { loadBalancers }: Incident): string[] {
  const { dashboard, requests, requestsTitle, graph, graphTitle, trace } = links;
  const name = shortName(loadBalancers[0] ?? '');
  return [
    ...[`${requestsTitle} of ${name} at that time:`, requests],
    ...[`${graphTitle} of ${name} at that time:`, graph],
    ...[`Dashboard at that time (choose the load balancer ${name} at its top):`, dashboard],
    ...(trace === undefined ? [] : ['Trace of the first of these requests, if X-Ray has it:', trace]),
  ];
}

function footer({ alarms, until, stage, place }: MailOptions): string {
  const at = place === undefined ? '' : ` in ${place},`;
  const from = alarms.length === 0 ? '' : ` Alarm${alarms.length === 1 ? '' : 's'}: ${alarms.join(', ')}.`;
  const next = isLast(stage)
    ? ''
    : ' Logs arrive 1 to 7 minutes late: another mail follows if the picture changes, and one when it is over.';
  return `Written by elb-log-metrics${at} from the load balancer logs that had arrived by ${utcClock(until)} UTC.${from}${next}`;
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** No request failed in them. */
const UNCOUNTED: ReadonlySet<Incident['kind']> = new Set(['slow', 'traffic']);

/** For a text message of 140 characters. */
export function shortText(incident: Incident, options: Pick<MailOptions, 'stage' | 'severity'>): string {
  const { kind, from, failed, requests, loadBalancers } = incident;
  const { title } = wordsOf(incident);
  const share = `, ${percent(failed, requests)} of load balancer ${shortName(loadBalancers[0] ?? '')}`;
  return ascii(
    `[${subjectWords(options)}] ${title} since ${utcClock(from)} UTC${UNCOUNTED.has(kind) ? '' : share}`,
  ).slice(0, 140);
}
