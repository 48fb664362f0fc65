/** Every document with generated parts. A test holds each to what is generated; `npm run docs` writes them. */

import { publishedSchema } from '../../summary/verdict-schema.ts';
import { FORMATS_SECTIONS } from './formats.ts';
import { RUNBOOK_SECTIONS } from './runbook.ts';
import { withSections } from './sections.ts';
import { settingsDocument } from './settings.ts';

export interface GeneratedDocument {
  /** From the root of the project. */
  readonly path: string;
  /** The document as it is -> as it must be. */
  readonly generate: (document: string) => string;
}

export const DOCUMENTS: readonly GeneratedDocument[] = [
  { path: 'docs/runbook.md', generate: (document) => withSections(document, RUNBOOK_SECTIONS) },
  { path: 'docs/formats.md', generate: (document) => withSections(document, FORMATS_SECTIONS) },
  { path: 'docs/settings.md', generate: settingsDocument },
  { path: 'docs/verdict.schema.json', generate: () => `${JSON.stringify(publishedSchema(), undefined, 2)}\n` },
];
