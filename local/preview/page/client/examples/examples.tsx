/**
 * Requests that failed or were slow, as the function writes them to its log: a table of what is chosen, each with all
 * its fields.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { ExampleCount, Selection, ShownExample } from '../../../selection-document.ts';
import { useLinks } from '../choice/links.ts';
import { Segments, Select, TableScroll } from '../controls/controls.tsx';
import { columnsOf, ExampleTable } from './example-table.tsx';
import './examples.css';

const KINDS: Readonly<Record<string, string>> = {
  error: 'failed',
  slow: 'slowest',
  drift: 'new names in the log',
  apiCall: 'API calls',
  healthChange: 'health changes',
  newTarget: 'new targets',
  tlsFailure: 'TLS failures',
  clientCertExpiry: 'expiring certificates',
  wafStopped: 'stopped by AWS WAF',
};

const ROWS_MAX = 200;

export function ExamplesSection({ selection }: { readonly selection: Selection }): JSX.Element {
  const { examples, exampleCounts, totals } = selection;
  const kinds = [...new Set(examples.map(({ kind }) => String(kind)))];
  const [chosenKind, setKind] = useState('');
  const [order, setOrder] = useState<Order>('newest');
  const kind = kinds.includes(chosenKind) ? chosenKind : (kinds[0] ?? '');
  const rows = sorted(
    examples.filter((example) => example.kind === kind),
    order,
  ).slice(0, ROWS_MAX);
  if (kinds.length === 0) return <NoExamples />;
  return (
    <section>
      <h2>Examples</h2>
      <p class="muted">
        The function writes these to its log for each object: the first failed requests and the slowest. They are a
        sample
        {kind === 'error' && ` of ${count(totals.failed)} failed requests`}; the metrics say how many.
      </p>
      <div class="controls">
        <KindSelect kinds={kinds} kind={kind} counts={exampleCounts} onChange={setKind} />
        <CauseSelect counts={exampleCounts} kind={kind} />
        <Segments
          label="Order"
          segments={ORDERS.map((one) => ({ text: one, isOn: one === order, onClick: () => setOrder(one) }))}
        />
      </div>
      <p class="muted">{shownOfAll(rows.length, foundOf(exampleCounts, kind))}</p>
      <TableScroll label="Examples">
        <ExampleTable columns={columnsOf(rows)} rows={rows} />
      </TableScroll>
    </section>
  );
}

function NoExamples(): JSX.Element {
  return (
    <section>
      <h2>Examples</h2>
      <p class="empty">No request that matches your choice failed or was unusual.</p>
    </section>
  );
}

interface KindSelectProps {
  readonly kinds: readonly string[];
  readonly kind: string;
  readonly counts: readonly ExampleCount[];
  readonly onChange: (kind: string) => void;
}

function KindSelect({ kinds, kind, counts, onChange }: KindSelectProps): JSX.Element {
  const options = kinds.map((one) => ({ value: one, text: `${KINDS[one] ?? one} (${count(foundOf(counts, one))})` }));
  return <Select label="Show" options={options} value={kind} onChange={onChange} />;
}

/** Narrows everything, as a click on the cause does. */
function CauseSelect({ counts, kind }: { readonly counts: readonly ExampleCount[]; readonly kind: string }) {
  const { address, go } = useLinks();
  const { cause = '' } = address.choice;
  const causes = counts.flatMap((one) => (one.kind === kind && one.cause !== '' ? [one.cause] : []));
  if (causes.length < 2 && cause === '') return null;
  return (
    <Select
      label="Cause"
      options={[{ value: '', text: 'all' }, ...causes.toSorted().map((one) => ({ value: one, text: one }))]}
      value={cause}
      onChange={(next) => go({ cause: next === '' ? undefined : next })}
    />
  );
}

const ORDERS = ['newest', 'longest'] as const;
type Order = (typeof ORDERS)[number];

const TIMES = ['requestProcessingTime', 'targetProcessingTime', 'responseProcessingTime'];

function sorted(examples: readonly ShownExample[], order: Order): readonly ShownExample[] {
  return order === 'newest' ? examples : examples.toSorted((left, right) => secondsOf(right) - secondsOf(left));
}

/** Of the whole request, else of its parts. */
function secondsOf(example: ShownExample): number {
  if (typeof example.requestTime === 'number') return example.requestTime;
  return TIMES.reduce((sum, name) => sum + Number(example[name] ?? 0), 0);
}

function foundOf(counts: readonly ExampleCount[], kind: string): number {
  return counts.filter((count) => count.kind === kind).reduce((sum, { found }) => sum + found, 0);
}

function shownOfAll(shown: number, found: number): string {
  if (shown === found) return `All ${count(found)} are shown.`;
  return `The newest ${count(shown)} of ${count(found)} are shown. Choose a cause, a place or a time to see others.`;
}
