/**
 * As much of Markdown as our own texts use: paragraphs, headings, lists, tables, bold, italic, code and links. Text ->
 * elements.
 */
import type { ComponentChildren, JSX } from 'preact';
import './markdown.css';

export function Markdown({ text }: { readonly text: string }): JSX.Element {
  const blocks = text.split(/\n{2,}/).map((block) => block.split('\n').filter((line) => line.trim() !== ''));
  return <div class="markdown">{blocks.filter((lines) => lines.length > 0).map(block)}</div>;
}

function block(lines: readonly string[]): JSX.Element {
  const [first = '', second = ''] = lines;
  const heading = /^(#{1,4})\s+(.*)$/.exec(first);
  if (heading !== null)
    return (
      <div>
        <h4>{inline(heading[2] ?? '')}</h4>
        {lines.length > 1 && block(lines.slice(1))}
      </div>
    );
  if (first.startsWith('|') && /^\|[\s|:-]+\|?$/.test(second)) return table(lines);
  if (lines.every((line) => /^\s*[-*]\s/.test(line)))
    return (
      <ul>
        {lines.map((line) => (
          <li>{inline(line.replace(/^\s*[-*]\s+/, ''))}</li>
        ))}
      </ul>
    );
  return <p>{inline(lines.join(' '))}</p>;
}

function table([head = '', , ...body]: readonly string[]): JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          {cells(head).map((cell) => (
            <th scope="col">{inline(cell)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((line) => (
          <tr>
            {cells(line).map((cell) => (
              <td>{inline(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cells(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[(.+?)\]\((.+?)\)/g;

function inline(text: string): ComponentChildren[] {
  const children: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) children.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, bold, italic, code, label, address] = match;
    if (bold !== undefined) children.push(<strong>{bold}</strong>);
    else if (italic !== undefined) children.push(<em>{italic}</em>);
    else if (code !== undefined) children.push(<code>{code}</code>);
    else if (label !== undefined && address !== undefined) children.push(link(label, address));
  }
  return at < text.length ? [...children, text.slice(at)] : children;
}

/** Only addresses of the web lead anywhere from here; a path of the repository does not. */
function link(label: string, address: string): JSX.Element {
  if (!/^https?:\/\//.test(address)) return <span title={address}>{label}</span>;
  return (
    <a href={address} rel="noreferrer" target="_blank">
      {label}
    </a>
  );
}
