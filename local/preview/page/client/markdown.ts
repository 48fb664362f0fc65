/** As much of Markdown as our own texts use: paragraphs, headings, lists, tables, bold, italic, code and links. Text -> elements. */
import { type Child, h } from './dom.ts';

export function markdown(text: string): HTMLElement {
  const blocks = text.split(/\n{2,}/).map((block) => block.split('\n').filter((line) => line.trim() !== ''));
  return h('div', { class: 'markdown' }, ...blocks.filter((lines) => lines.length > 0).map(block));
}

function block(lines: readonly string[]): HTMLElement {
  const [first = '', second = ''] = lines;
  const heading = /^(#{1,4})\s+(.*)$/.exec(first);
  if (heading !== null)
    return h('div', {}, h('h4', {}, ...inline(heading[2] ?? '')), ...(lines.length > 1 ? [block(lines.slice(1))] : []));
  if (first.startsWith('|') && /^\|[\s|:-]+\|?$/.test(second)) return table(lines);
  if (lines.every((line) => /^\s*[-*]\s/.test(line)))
    return h('ul', {}, ...lines.map((line) => h('li', {}, ...inline(line.replace(/^\s*[-*]\s+/, '')))));
  return h('p', {}, ...inline(lines.join(' ')));
}

function table([head = '', , ...body]: readonly string[]): HTMLElement {
  const cells = (line: string): string[] =>
    line
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim());
  return h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ...cells(head).map((cell) => h('th', { scope: 'col' }, ...inline(cell))))),
    h('tbody', {}, ...body.map((line) => h('tr', {}, ...cells(line).map((cell) => h('td', {}, ...inline(cell)))))),
  );
}

const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[(.+?)\]\((.+?)\)/g;

export function inline(text: string): Child[] {
  const children: Child[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    children.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, bold, italic, code, label, address] = match;
    if (bold !== undefined) children.push(h('strong', {}, bold));
    else if (italic !== undefined) children.push(h('em', {}, italic));
    else if (code !== undefined) children.push(h('code', {}, code));
    else if (label !== undefined && address !== undefined) children.push(link(label, address));
  }
  return [...children, text.slice(at)];
}

/** Only addresses of the web lead anywhere from here; a path of the repository does not. */
function link(label: string, address: string): HTMLElement {
  if (!/^https?:\/\//.test(address)) return h('span', { title: address }, label);
  return h('a', { href: address, rel: 'noreferrer', target: '_blank' }, label);
}
