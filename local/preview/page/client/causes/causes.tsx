/**
 * Why requests failed: a row for each cause with its share, its course over time, where it happened, what it means and
 * what to check.
 */

import type { JSX } from 'preact';
import { SIDES } from '../../../../../lambda/catalogue/causes/definition.ts';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { CauseRow, NamedCount, Selection } from '../../../selection-document.ts';
import type { ChoicePart } from '../choice/address.ts';
import { ChosenLink } from '../choice/chosen-link.tsx';
import { useLinks } from '../choice/links.ts';
import { resourceName } from '../choice/names.ts';
import { asPercent, dayAndClock, span } from '../format.ts';
import { Swatch } from '../graph/swatch.tsx';
import { causeWords } from './cause-words.ts';
import { CodeList } from './codes.tsx';
import { Sparkline } from './sparkline.tsx';
import { Timeouts } from './timeouts.tsx';
import './causes.css';

export function CausesSection({ selection }: { readonly selection: Selection }): JSX.Element {
  const { causes, totals, codes, timeouts, from, to } = selection;
  if (totals.requests === 0) return <Empty title="Causes" text="No request matches your choice." />;
  if (causes.length === 0)
    return (
      <Empty title="Causes" text={`None of ${count(totals.requests)} requests failed for a reason worth naming.`} />
    );
  return (
    <section>
      <h2>Why requests failed</h2>
      <p class="muted">
        Of {count(totals.requests)} requests, {span(from, to)}. What clients saw as 5xx comes first. The same list is
        the metric ErrorCause, the runbook and the text of the alarms.
      </p>
      <details open class="by-code">
        <summary>By status code</summary>
        <CodeList codes={codes} />
      </details>
      <Timeouts timeouts={timeouts} />
      <ol class="causes">
        {causes.map((row) => (
          <CauseItem key={row.cause} row={row} selection={selection} />
        ))}
      </ol>
    </section>
  );
}

function Empty({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      <p class="empty">{text}</p>
    </section>
  );
}

interface CauseProps {
  readonly row: CauseRow;
  readonly selection: Selection;
}

function CauseItem({ row, selection }: CauseProps): JSX.Element {
  const { meaning, check } = causeWords(row.cause);
  return (
    <li id={`cause-${row.cause}`}>
      <div class="cause-numbers">
        <strong>{count(row.requests)}</strong>
        <span class="muted">{asPercent(row.share)}</span>
      </div>
      <div class="cause-course">
        <Sparkline cause={row.cause} bars={row.bars} />
        <span class="muted">{row.first === row.last ? dayAndClock(row.first) : span(row.first, row.last)}</span>
      </div>
      <div class="cause-words">
        <h3>
          <Swatch label={row.cause} />
          <ChosenLink part="cause" value={row.cause} />
          <span class={`side ${row.side}`}>{SIDES[row.side]}</span>
        </h3>
        <p>{meaning}</p>
        <p class="check">
          <b>Check: </b>
          {check}
        </p>
        <CausePlaces row={row} />
        <Onward row={row} selection={selection} />
        <Tell cause={row.cause} />
      </div>
    </li>
  );
}

/** Each a click that narrows everything to it. */
function CausePlaces({ row }: { readonly row: CauseRow }): JSX.Element {
  const { loadBalancers, targetGroups, routes, services, codes } = row;
  return (
    <dl class="where">
      <Parts name="codes" part="code" parts={codes} />
      {loadBalancers.length > 1 && <Parts name="load balancers" part="loadBalancer" parts={loadBalancers} />}
      <Parts name="target groups" part="targetGroup" parts={targetGroups} />
      <Parts name="routes" part="route" parts={routes} />
      <Parts name="services" part="service" parts={services} />
    </dl>
  );
}

interface PartsProps {
  readonly name: string;
  readonly part: ChoicePart;
  readonly parts: readonly NamedCount[];
}

function Parts({ name, part, parts }: PartsProps): JSX.Element | null {
  if (parts.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {parts.map((one) => (
          <span key={one.name}>
            <ChosenLink part={part} value={one.name}>
              {resourceName(one.name)}
            </ChosenLink>{' '}
            {count(one.requests)}
          </span>
        ))}
      </dd>
    </div>
  );
}

function Onward({ row: { cause }, selection: { exampleCounts } }: CauseProps): JSX.Element | null {
  const { href } = useLinks();
  const found = exampleCounts.find((one) => one.kind === 'error' && one.cause === cause)?.found ?? 0;
  if (found === 0) return null;
  return (
    <p>
      <a href={href({ cause }, { section: 'examples' })}>
        {count(found)} {found === 1 ? 'example' : 'examples'}
      </a>
    </p>
  );
}

function Tell({ cause }: { readonly cause: string }): JSX.Element {
  const { tell, page } = causeWords(cause);
  return (
    <details class="small">
      <summary>How the log shows it</summary>
      <p>{tell}</p>
      {page !== '' && (
        <p>
          <a href={page} target="_blank" rel="noreferrer">
            AWS’s page about it
          </a>
        </p>
      )}
    </details>
  );
}
