/** The generated parts of docs/runbook.md, so that the runbook says what the code does. */
import { CAUSES, type CauseDefinition, causeAnchor, type Side } from '../../lambda/catalogue/causes.ts';
import { alarmsMarkdown } from '../../lib/alarms/runbook.ts';
import type { Sections } from './sections.ts';

export const RUNBOOK_SECTIONS: Sections = { causes, alarms: alarmsMarkdown };

function causes(): string {
  const definitions = Object.entries(CAUSES);
  const rows = definitions.map(
    ([name, { side, tell }]) => `| [${name}](#${causeAnchor(name)}) | ${SIDES[side]} | ${tell} |`,
  );
  const table = ['| cause | who acts | how to tell |', '|---|---|---|', ...rows].join('\n');
  return [table, ...definitions.map(([name, definition]) => causeSection(name, definition))].join('\n\n');
}

function causeSection(name: string, { side, meaning, tell, check, page }: CauseDefinition): string {
  const list = [
    `- **Who acts:** ${SIDES[side]}`,
    `- **How to tell:** ${tell}`,
    `- **What to check:** ${check}`,
    `- **AWS:** <${page}>`,
  ];
  return [`### Cause ${name}`, meaning, list.join('\n')].join('\n\n');
}

const SIDES: Readonly<Record<Side, string>> = {
  client: 'the client',
  loadBalancer: 'owner of the load balancer',
  target: 'owner of the target',
  waf: 'owner of the web ACL',
  identityProvider: 'owner of the identity provider',
  unknown: 'nobody knows yet',
};
