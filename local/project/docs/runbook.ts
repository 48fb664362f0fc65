/** The generated parts of docs/runbook.md, so that the runbook says what the code does. */

import type { CauseDefinition, Side } from '../../../lambda/catalogue/causes/definition.ts';
import { CAUSES, type Cause, causeAnchor, causesOf } from '../../../lambda/catalogue/causes/index.ts';
import { KEEP_ALIVE_SETTINGS } from '../../../lambda/catalogue/keep-alive.ts';
import { isListed, OF_TARGETS, otherCodes, STATUS_CODES } from '../../../lambda/catalogue/status-codes.ts';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { alarmsMarkdown } from '../../../lib/alarms/runbook.ts';
import type { DocumentSections } from './sections.ts';

export const RUNBOOK_SECTIONS: DocumentSections = { codes, causes, keepAlive, alarms: alarmsMarkdown };

function keepAlive(): string {
  const rows = KEEP_ALIVE_SETTINGS.map(({ server, setting, unset }) => `| ${server} | ${setting} | ${unset} |`);
  return ['| server | setting, for an idle timeout of 60 s | unset |', '|---|---|---|', ...rows].join('\n');
}

function codes(): string {
  const listed = Object.keys(STATUS_CODES).filter(isListed);
  const rows = listed
    .sort((left, right) => Number(left) - Number(right))
    .map((code) => codeRow(`**${code}**`, STATUS_CODES[code], causesOf(code)));
  const others = (['4xx', '5xx'] as const).map((code) =>
    codeRow(otherCodes(code).join(' '), OF_TARGETS, causesOf(code)),
  );
  return ['| code | what it is | causes |', '|---|---|---|', ...rows, ...others].join('\n');
}

function codeRow(code: string, meaning: string, causes: readonly Cause[]): string {
  return `| ${code} | ${meaning} | ${causes.map((name) => `[${name}](#${causeAnchor(name)})`).join(', ')} |`;
}

function causes(): string {
  const definitions = Object.entries(CAUSES);
  const rows = definitions.map(
    ([name, { side, tell }]) => `| [${name}](#${causeAnchor(name)}) | ${SIDES[side]} | ${tell} |`,
  );
  const table = ['| cause | who acts | how to tell |', '|---|---|---|', ...rows].join('\n');
  return [table, ...definitions.map(([name, definition]) => causeSection(name, definition))].join('\n\n');
}

/** In the order of the questions of somebody who was woken up. */
function causeSection(
  name: string,
  { side, meaning, tell, check, page, show, fix, over = OVER }: CauseDefinition,
): string {
  const steps = [
    `1. **Is it over?** ${over} The newest half hour, minute by minute:\n\n   \`\`\`sh\n   ${countCommand(name)}\n   \`\`\`\n`,
    `2. **Who acts?** ${SIDES[side]}.`,
    `3. **What shows it?** ${show}`,
    `4. **What to check:** ${check}`,
    `5. **The fix:** ${fix}`,
    '6. **Did it work?** Ask for the count of step 1 again. Most of a minute is there after 3 minutes, all of it after 7. The section of the alarm that brought you here says when the alarm clears.',
  ];
  const facts = [`- **How the log tells it:** ${tell}`, `- **AWS:** <${page}>`];
  return [`### Cause ${name}`, meaning, steps.join('\n'), facts.join('\n')].join('\n\n');
}

const OVER = 'No more of them in the newest minutes that have arrived.';

/** The count of the last half hour, minute by minute, of all load balancers; GNU date. */
function countCommand(name: string): string {
  const time = (ago: string): string => `"$(date -u -d '${ago}' +%FT%TZ)"`;
  return [
    `aws cloudwatch get-metric-statistics --namespace ${DEFAULT_CONFIG.namespace} --metric-name ErrorCause --dimensions Name=Cause,Value=${name}`,
    `--start-time ${time('-30 min')} --end-time ${time('now')} --period 60 --statistics Sum`,
    "--query 'sort_by(Datapoints,&Timestamp)[].[Timestamp,Sum]' --output text",
  ].join(' ');
}

const SIDES: Readonly<Record<Side, string>> = {
  client: 'The client',
  loadBalancer: 'The owner of the load balancer',
  target: 'The owner of the target',
  waf: 'The owner of the web ACL',
  identityProvider: 'The owner of the identity provider',
  unknown: 'Nobody knows yet',
};
