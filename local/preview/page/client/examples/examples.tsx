/** Requests that failed or were slow, as the function writes them to its log: a table, filtered by cause and kind. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Example, ExampleCount, Preview } from '../../../document.ts';
import { whole } from '../format.ts';
import { Select, TableScroll } from '../frame/controls.tsx';
import { columnsOf, ExampleTable } from './example-table.tsx';
import './examples.css';

const KINDS: Readonly<Record<string, string>> = {
  error: 'failed',
  slow: 'slowest',
  targetOutlier: 'worst targets',
  drift: 'new names in the log',
  apiCall: 'API calls',
};

const ROWS_MAX = 200;

export function ExamplesSection({ examples, exampleCounts }: Pick<Preview, 'examples' | 'exampleCounts'>): JSX.Element {
  const kinds = [...new Set(examples.map(({ kind }) => String(kind)))];
  const [chosenKind, setKind] = useState('');
  const [chosenCause, setCause] = useState('');
  const kind = kinds.includes(chosenKind) ? chosenKind : (kinds[0] ?? '');
  const ofKind = examples.filter((example) => example.kind === kind);
  const causes = causesOf(ofKind);
  const cause = causes.includes(chosenCause) ? chosenCause : '';
  const rows = ofKind.filter((example) => cause === '' || example.cause === cause);
  const shown = rows.slice(0, ROWS_MAX);
  if (kinds.length === 0)
    return (
      <section>
        <h2>Examples</h2>
        <p class="empty">No request failed or stood out in these logs.</p>
      </section>
    );
  return (
    <section>
      <h2>Examples</h2>
      <p class="muted">
        What the function writes to its own log for each object: the first failed requests and the slowest. A sample;
        the metrics say how many.
      </p>
      <div class="controls">
        <Select
          label="Show"
          options={kinds.map((one) => ({
            value: one,
            text: `${KINDS[one] ?? one} (${whole(foundOf(exampleCounts, one))})`,
          }))}
          value={kind}
          onChange={setKind}
        />
        {causes.length > 1 && (
          <Select
            label="Cause"
            options={[{ value: '', text: 'all' }, ...causes.map((one) => ({ value: one, text: one }))]}
            value={cause}
            onChange={setCause}
          />
        )}
      </div>
      <p class="muted">
        {shownOfAll(shown.length, foundOf(exampleCounts, kind, cause), cause === '' && causes.length > 1)}
      </p>
      <TableScroll label="Examples">
        <ExampleTable columns={columnsOf(rows)} rows={shown} />
      </TableScroll>
    </section>
  );
}

function causesOf(examples: readonly Example[]): string[] {
  return [...new Set(examples.flatMap(({ cause }) => (cause === undefined ? [] : [String(cause)])))].sort();
}

/** Of every cause, if none is named. */
function foundOf(counts: readonly ExampleCount[], kind: string, cause = ''): number {
  return counts
    .filter((count) => count.kind === kind && (cause === '' || count.cause === cause))
    .reduce((sum, { found }) => sum + found, 0);
}

function shownOfAll(shown: number, found: number, hasChoice: boolean): string {
  if (shown === found) return `All ${whole(found)} are shown.`;
  const more = hasChoice ? ' Choose a cause to see the newest of it.' : '';
  return `The newest ${whole(shown)} of ${whole(found)} are shown.${more}`;
}
