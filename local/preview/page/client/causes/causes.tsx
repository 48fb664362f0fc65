/** Why requests failed: a row for each cause with its share, its course over time, what it means and what to check. */
import type { JSX } from 'preact';
import { SIDES } from '../../../../../lambda/catalogue/causes.ts';
import type { CauseRow, Preview } from '../../../document.ts';
import { dayAndClock, percent, span, whole } from '../format.ts';
import { Sparkline } from './sparkline.tsx';
import './causes.css';

export type CausesProps = Pick<Preview, 'causes' | 'totals' | 'from' | 'to' | 'loadBalancers'>;

export function CausesSection({ preview }: { readonly preview: CausesProps }): JSX.Element {
  const { causes, totals, from, to } = preview;
  if (totals.requests === 0) return <Empty title="Causes" text="No request was read." />;
  if (causes.length === 0)
    return (
      <Empty title="Causes" text={`None of ${whole(totals.requests)} requests failed for a reason worth naming.`} />
    );
  return (
    <section>
      <h2>Why requests failed</h2>
      <p class="muted">
        Of {whole(totals.requests)} requests, {span(from, to)}. The same list is the metric ErrorCause, the runbook and
        the text of the alarms.
      </p>
      <ol class="causes">
        {causes.map((row) => (
          <Cause key={row.cause} row={row} preview={preview} />
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
  readonly preview: CausesProps;
}

function Cause({ row, preview: { from, to, loadBalancers } }: CauseProps): JSX.Element {
  const first = row.minutes[0]?.[0];
  const last = row.minutes.at(-1)?.[0];
  return (
    <li id={`cause-${row.cause}`}>
      <div class="cause-numbers">
        <strong>{whole(row.requests)}</strong>
        <span class="muted">{percent(row.share)}</span>
      </div>
      <div class="cause-course">
        <Sparkline row={row} from={from} to={to} />
        {first !== undefined && last !== undefined && (
          <span class="muted">{first === last ? dayAndClock(first) : span(first, last)}</span>
        )}
      </div>
      <div class="cause-words">
        <h3>
          {row.cause}
          <span class={`side ${row.side}`}>{SIDES[row.side]}</span>
        </h3>
        <p>{row.meaning}</p>
        <p class="check">
          <b>Check: </b>
          {row.check}
        </p>
        {loadBalancers.length > 1 && row.byLoadBalancer.length > 0 && (
          <p class="muted small">
            {row.byLoadBalancer
              .slice(0, 5)
              .map(({ name, requests }) => `${name} ${whole(requests)}`)
              .join(' · ')}
          </p>
        )}
        <Tell row={row} />
      </div>
    </li>
  );
}

function Tell({ row: { tell, page } }: { readonly row: CauseRow }): JSX.Element {
  return (
    <details class="small">
      <summary>How the log tells it</summary>
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
