/**
 * `npm run runbook`: writes the generated parts of docs/runbook.md, so that the runbook says what the code does. What stands
 * between `<!-- NAME:start -->` and `<!-- NAME:end -->` is generated; all other text of the file is left alone.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { CAUSES, type CauseDefinition, causeAnchor, type Side } from '../../lambda/catalogue/causes.ts';
import { alarmsMarkdown } from '../../lib/alarms/runbook.ts';

export const RUNBOOK = new URL('../../docs/runbook.md', import.meta.url);

/** Name in the markers -> text between them. */
const SECTIONS: Readonly<Record<string, () => string>> = { causes, alarms: alarmsMarkdown };

/** The runbook with its generated parts as they have to be. Throws if the markers of a part are missing. */
export function withSections(runbook: string): string {
  return Object.entries(SECTIONS).reduce((text, [name, section]) => withSection(text, name, section()), runbook);
}

function withSection(text: string, name: string, section: string): string {
  const start = `<!-- ${name}:start -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(`<!-- ${name}:end -->`, from);
  if (from < 0 || to < 0) throw new Error(`docs/runbook.md must hold ${start} and <!-- ${name}:end -->`);
  return `${text.slice(0, from + start.length)}\n\n${section}\n\n${text.slice(to)}`;
}

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

if (import.meta.main) await writeFile(RUNBOOK, withSections(await readFile(RUNBOOK, 'utf8')));
