/**
 * Every line accounted for: parsed, skipped, unparsed, object by object, with the first bad lines, and what was not
 * read at all.
 */

import type { JSX } from 'preact';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { NotRead, ObjectRow, Preview, ReadingAccount } from '../../../document.ts';
import { TableScroll } from '../controls/controls.tsx';
import { asPercent, bytesWithUnit, dayAndClock } from '../format.ts';
import './lines.css';

const ROWS_MAX = 100;

export function LinesSection({ account }: Pick<Preview, 'account'>): JSX.Element {
  return (
    <section>
      <h2>Every line accounted for</h2>
      <Sums account={account} />
      <Unread
        title="Could not be read"
        list={account.failed}
        count={account.failedCount}
        words="Nothing of these objects is counted. A deployed function would try again, and then their messages would go to the dead-letter queue."
      />
      <BadLines rows={account.rows.filter(({ unparsedExamples }) => unparsedExamples.length > 0)} />
      <DroppedNames {...account.seriesDropped} />
      <ObjectTable account={account} />
      <Unread
        title="Other files"
        list={account.ignored}
        count={account.ignoredCount}
        words="Not logs, or logs whose names do not show the format."
      />
    </section>
  );
}

function Sums({ account }: { readonly account: ReadingAccount }): JSX.Element {
  const { objects, parsed, skipped, unparsed } = account;
  const lines = parsed + skipped + unparsed;
  return (
    <>
      <p>
        {count(objects)} log {objects === 1 ? 'object' : 'objects'}, {bytesWithUnit(account.bytes)} of text,{' '}
        {count(lines)} lines: <strong>{count(parsed)} parsed</strong>, {count(skipped)} skipped,{' '}
        <strong class={unparsed > 0 ? 'bad' : ''}>{count(unparsed)} unparsed</strong>
        {lines > 0 && unparsed > 0 && ` (${asPercent(unparsed / lines)})`}.
      </p>
      {lines > 0 && (
        <div class="account-bar" aria-hidden="true">
          {(['parsed', 'skipped', 'unparsed'] as const).map(
            (name) => account[name] > 0 && <BarPart name={name} value={account[name]} lines={lines} />,
          )}
        </div>
      )}
    </>
  );
}

interface BarPartProps {
  readonly name: string;
  readonly value: number;
  readonly lines: number;
}

function BarPart({ name, value, lines }: BarPartProps): JSX.Element {
  return <span class={name} style={{ flex: Math.max(value / lines, 0.004) }} title={`${count(value)} ${name}`} />;
}

function BadLines({ rows }: { readonly rows: readonly ObjectRow[] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <>
      <h3>The first lines that could not be read</h3>
      <p class="muted">
        Each is counted as unparsed and never stops its object. If they are lines that AWS wrote, please report the
        format.
      </p>
      {rows.slice(0, 10).map(({ key, unparsed, unparsedExamples, explained }) => (
        <div class="bad-lines" key={key}>
          <p class="key">
            {key}, {count(unparsed)} unparsed
          </p>
          {explained.map(({ line, text, why }) => (
            <div key={line}>
              <p>
                Line {count(line)}: {why}
              </p>
              <pre>{text}</pre>
            </div>
          ))}
          {explained.length === 0 && unparsedExamples.map((line) => <pre key={line}>{line}</pre>)}
        </div>
      ))}
    </>
  );
}

function DroppedNames({ names, objects }: ReadingAccount['seriesDropped']): JSX.Element | null {
  if (objects === 0) return null;
  return (
    <details open>
      <summary>
        Names in {count(objects)} log {objects === 1 ? 'object' : 'objects'} went to “Other”, because the settings max…
        bound the bill
      </summary>
      <p class="small">The busiest: {names.slice(0, 100).join(', ')}</p>
    </details>
  );
}

function ObjectTable({ account: { rows, objects } }: { readonly account: ReadingAccount }): JSX.Element | null {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, ROWS_MAX);
  return (
    <details>
      <summary>
        Log objects ({shown.length < objects && `${shown.length} of `}
        {count(objects)})
      </summary>
      <TableScroll label="Log objects">
        <table>
          <thead>
            <tr>
              {['arrived', 'format', 'parsed', 'skipped', 'unparsed', 'object'].map((name) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>{shown.map(objectRow)}</tbody>
        </table>
      </TableScroll>
    </details>
  );
}

function objectRow({ key, format, parsed, skipped, unparsed, arrivedAt }: ObjectRow): JSX.Element {
  return (
    <tr key={key}>
      <td>{arrivedAt === 0 ? '–' : dayAndClock(arrivedAt)}</td>
      <td>{format}</td>
      {[parsed, skipped, unparsed].map((value) => (
        <td class="number">{count(value)}</td>
      ))}
      <td class="key">{key}</td>
    </tr>
  );
}

interface UnreadProps {
  readonly title: string;
  readonly list: readonly NotRead[];
  readonly count: number;
  readonly words: string;
}

function Unread({ title, list, count: all, words }: UnreadProps): JSX.Element | null {
  if (all === 0) return null;
  return (
    <div>
      <h3>
        {title} ({count(all)})
      </h3>
      <p class="muted">{words}</p>
      <ul class="not-read">
        {list.slice(0, 20).map(({ key, reason }) => (
          <li key={key}>
            <span class="key">{key}</span> {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}
