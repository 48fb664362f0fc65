/** What was read, as text for a terminal: totals, causes with advice, codes and times. */
import { CAUSES } from '../../lambda/catalogue/causes.ts';
import type { IngestedAll } from '../read/ingest-all.ts';
import { oneLine } from '../terminal/print.ts';
import { familyLines } from './family-summary.ts';
import { type LoadBalancerOverview, type Overview, overview, type Part, type Share, type Times } from './overview.ts';

const CAUSES_SHOWN = 5;
const CODES_SHOWN = 10;
const UNPARSED_SHOWN = 3;
const WIDTH = 100;

export function summary(all: IngestedAll): string {
  const found = overview(all.aggregates);
  return [
    ...accountLines(all),
    ...(found === undefined
      ? []
      : [...totalLines(found), ...causeLines(found), ...found.loadBalancers.flatMap(balancerLines)]),
    ...familyLines(all.aggregates),
  ]
    .map(oneLine)
    .join('\n');
}

function accountLines({ objects, ignored, failed, pipeline }: IngestedAll): string[] {
  const { LogLinesParsed = 0, LogLinesSkipped = 0, LogLinesUnparsed = 0 } = pipeline;
  const bad = objects.flatMap(({ unparsedExamples }) => unparsedExamples).slice(0, UNPARSED_SHOWN);
  return [
    `${counted(objects.length, 'log object')}, ${counted(LogLinesParsed + LogLinesSkipped + LogLinesUnparsed, 'line')}: ` +
      `${number(LogLinesParsed)} parsed, ${number(LogLinesSkipped)} skipped, ${number(LogLinesUnparsed)} unparsed`,
    ...bad.map((line) => `  unparsed: ${line.slice(0, WIDTH)}`),
    ...(ignored.length === 0
      ? []
      : [`${counted(ignored.length, 'other file')} ignored, for instance ${ignored[0]?.key}: ${ignored[0]?.reason}`]),
    ...failed.map(({ key, reason }) => `could not read ${key}: ${reason}; nothing of it is counted`),
  ];
}

function totalLines({ from, to, requests, elb5xx }: Overview): string[] {
  const span = `${new Date(from).toISOString().slice(0, 16)}Z to ${new Date(to).toISOString().slice(0, 16)}Z`;
  return [
    '',
    `${counted(requests, 'request')}, ${number(elb5xx)} answered with 5xx (${percent(elb5xx, requests)}), ${span}`,
  ];
}

function causeLines({ causes, requests }: Overview): string[] {
  if (causes.length === 0) return ['', 'No request failed for a reason worth naming.'];
  return [
    '',
    'Why requests failed',
    ...causes
      .slice(0, CAUSES_SHOWN)
      .flatMap(({ cause, requests: failed }) => [
        `  ${number(failed).padStart(9)}  ${percent(failed, requests).padStart(7)}  ${cause} (${CAUSES[cause].side})`,
        ...wrapped(CAUSES[cause].meaning),
        ...wrapped(`In the log: ${CAUSES[cause].tell}`),
        ...wrapped(`Check: ${CAUSES[cause].check}`),
      ]),
    ...rarerLines(causes.slice(CAUSES_SHOWN)),
  ];
}

/** By name only; a line breaks between two of them. */
function rarerLines(causes: Overview['causes']): string[] {
  if (causes.length === 0) return [];
  return [
    '  and fewer, explained in docs/runbook.md',
    ...wrapped(causes.map(({ cause, requests }) => `${cause}:\u00a0${number(requests)}`).join(', ')),
  ];
}

function balancerLines(balancer: LoadBalancerOverview): string[] {
  return [
    '',
    balancer.name,
    `  elb_status_code     ${codes(balancer.elbStatusCodes)}`,
    `  target_status_code  ${codes(balancer.targetStatusCodes)}`,
    ...Object.entries(balancer.times).map(([metric, times]) => `  ${metric.padEnd(24)}${percentiles(times)}`),
    ...table('target groups', balancer.targetGroups),
    ...table('routes', balancer.routes),
  ];
}

function table(title: string, parts: readonly Part[]): string[] {
  if (parts.length === 0) return [];
  const width = Math.max(title.length, ...parts.map(({ name }) => name.length)) + 2;
  const head = `  ${title.padEnd(width)} requests      5xx      rate   TargetProcessingTime`;
  return [head, ...parts.map((part) => `  ${part.name.padEnd(width)}${partColumns(part)}`)];
}

function partColumns({ requests, elb5xx, times }: Part): string {
  const { TargetProcessingTime } = times;
  const columns = [number(requests).padStart(9), number(elb5xx).padStart(9), percent(elb5xx, requests).padStart(10)];
  return `${columns.join('')}   ${TargetProcessingTime === undefined ? '' : percentiles(TargetProcessingTime)}`;
}

function codes(shares: readonly Share[]): string {
  const shown = shares.slice(0, CODES_SHOWN).map(({ value, requests }) => `${value}: ${number(requests)}`);
  const rest = shares.length > CODES_SHOWN ? [`${shares.length - CODES_SHOWN} more`] : [];
  return [...shown, ...rest].join('  ') || 'none';
}

function percentiles({ p50, p90, p99 }: Times): string {
  return `p50 ${seconds(p50)}  p90 ${seconds(p90)}  p99 ${seconds(p99)}`;
}

function seconds(value: number): string {
  if (value >= 10) return `${value.toFixed(1)} s`;
  return value >= 1 ? `${value.toFixed(2)} s` : `${Math.round(value * 1000)} ms`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(2)} %`;
}

/** `1 line`, `2,000 lines`. */
export function counted(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH - 24) {
      lines.push(line);
      line = '';
    }
    line += `${line === '' ? '' : ' '}${word}`;
  }
  return [...lines, line].map((one) => `${' '.repeat(22)}${one}`);
}
