/** A document or a source file -> the passages in it that people read, each with the line it begins on. */
import { parseSync } from 'oxc-parser';

export interface Passage {
  readonly path: string;
  /** Where `text` begins, from 1. */
  readonly line: number;
  readonly kind: 'document' | 'string' | 'comment';
  /** As written, line breaks included. Code is replaced by spaces of the same length. */
  readonly text: string;
}

/** A string of fewer words is a name or a key rather than a sentence. */
const WORDS_MIN = 3;

/** The paragraphs, list items and table rows of a Markdown document, without code. */
export function documentPassages(path: string, markdown: string): Passage[] {
  const prose = markdown
    .replace(/^( *)(```+)[\s\S]*?^\1\2/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/(`+)[\s\S]*?\1/g, blank)
    .replace(/\]\([^)]*\)/g, blank)
    .replace(/https?:\S+/g, blank);
  const passages: Passage[] = [];
  for (const { 0: text, index } of prose.matchAll(/(?:^(?! *$).+\n?)(?:^(?! *(?:[-*|#>]|\d+\.) ?)(?! *$).+\n?)*/gm)) {
    passages.push({ path, line: lineAt(prose, index), kind: 'document', text });
  }
  return passages;
}

/** The comments of a TypeScript file, and its strings that look like sentences. */
export function sourcePassages(path: string, source: string): Passage[] {
  const { program, comments } = parseSync(path, source);
  const passages: Passage[] = comments.map(({ value, start }) => {
    const text = value.replace(/^ *\*+/gm, '').replace(/`[^`]*`|https?:\S+/g, blank);
    return { path, line: lineAt(source, start), kind: 'comment', text };
  });
  for (const { text, start } of textsOf(program)) {
    const prose = text.replace(/`[^`]*`/g, blank);
    if (wordCount(prose) >= WORDS_MIN)
      passages.push({ path, line: lineAt(source, start), kind: 'string', text: prose });
  }
  return passages;
}

export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function wordCount(text: string): number {
  return text.match(/(?<![\w$./-])[A-Za-z][a-z']+(?![\w$/-])/g)?.length ?? 0;
}

interface Text {
  readonly text: string;
  readonly start: number;
}

/** String literals, templates (`…` for what is filled in) and text of JSX, anywhere in a syntax tree. */
function textsOf(node: unknown): Text[] {
  if (Array.isArray(node)) return node.flatMap(textsOf);
  if (!isNode(node)) return [];
  if (node.type === 'ImportDeclaration') return [];
  if ((node.type === 'Literal' || node.type === 'JSXText') && typeof node.value === 'string') {
    return [{ text: node.value, start: node.start }];
  }
  const inner = Object.values(node).flatMap(textsOf);
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return inner;
  const parts: string[] = node.quasis.map((quasi) => quasi.value.cooked ?? '');
  return [{ text: parts.join('…'), start: node.start }, ...inner];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly value?: unknown;
  readonly quasis?: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
