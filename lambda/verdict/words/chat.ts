/**
 * An incident -> the custom notification that Amazon Q Developer in chat applications (AWS Chatbot) shows in Slack,
 * Teams and Chime.
 *
 * Source: Amazon Q Developer in chat applications administrator guide, "Custom notifications": version, source and
 * content are required; the description is at most 8,000 characters, the title 250; messages of one threadId stay
 * together.
 */
import { codeText } from '../../diagnosis/codes.ts';
import type { Incident } from '../verdict.ts';
import { adviceOf } from './advice.ts';
import type { IncidentLinks } from './links.ts';
import { exampleLine, type MailOptions, withdrawnSentences } from './mail.ts';
import { wordsOf } from './sentences.ts';
import { shortName } from './text.ts';

const TITLE_CHARACTERS_MAX = 250;
const DESCRIPTION_CHARACTERS_MAX = 8_000;

export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
  };
}

export function chatOf(incident: Incident, options: MailOptions): ChatNotification {
  const { stage, severity, links } = options;
  const { title, headline, sentences } = wordsOf(incident, options);
  const isLast = stage === 'over' || stage === 'withdrawn';
  const sign = isLast ? LAST_SIGNS[stage] : severity === 'page' ? ':rotating_light: ' : ':warning: ';
  const causes = incident.causes.map(({ cause, statusCode }) => cause ?? statusCode);
  return {
    version: '1.0',
    source: 'custom',
    id: `${incident.id} ${stage} ${options.until}`,
    content: {
      textType: 'client-markdown',
      title: unlinked(`${sign}${title}`).slice(0, TITLE_CHARACTERS_MAX),
      description: fitted([
        ...[`*${headline}*`, ...(stage === 'withdrawn' ? withdrawnSentences(options) : sentences)].map(unlinked),
        ...(links === undefined ? [] : [linkText(links)]),
        ...(incident.codes.length > 1 ? incident.codes.map(codeText) : []),
        ...incident.examples.map(
          (example) => `\`${unlinked(exampleLine(example, incident.from)).replaceAll('`', "'")}\``,
        ),
      ]),
      nextSteps: isLast
        ? []
        : adviceOf(incident).map(({ text, command }) =>
            unlinked(command === undefined ? text : `${text} \`${command}\``),
          ),
      keywords: [
        ...new Set([severity, ...causes.slice(0, 2), ...incident.loadBalancers.slice(0, 2).map(shortName)]),
      ].map(unlinked),
    },
    metadata: {
      threadId: incident.id,
      summary: unlinked(headline),
      eventType: `load balancer incident: ${incident.kind}`,
      relatedResources: [
        ...incident.loadBalancers.slice(0, 5),
        ...(incident.where.place.targetGroup === undefined ? [] : [incident.where.place.targetGroup]),
      ].map(unlinked),
    },
  };
}

const LAST_SIGNS = {
  over: ':white_check_mark: Over: ',
  withdrawn: ':leftwards_arrow_with_hook: Taken back: ',
} as const;

/** Whole lines as far as they fit, because half an address leads nowhere. */
function fitted(lines: readonly string[]): string {
  const kept: string[] = [];
  let left = DESCRIPTION_CHARACTERS_MAX;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return kept.join('\n');
}

/**
 * A path like `/<!channel>` must not mention anybody, and must not lead anywhere. Slack reads links and mentions
 * between angle brackets, Teams reads a link where `](` is.
 */
function unlinked(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('](', '] (');
}

function linkText({ dashboard, requests, requestsTitle, graph, trace }: IncidentLinks): string {
  const last = trace === undefined ? '' : ` · <${trace}|Trace>`;
  return `<${requests}|${requestsTitle}> · <${graph}|Graph> · <${dashboard}|Dashboard>${last}`;
}
