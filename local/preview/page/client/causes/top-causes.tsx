/** The most frequent causes, beside the graphs. */
import type { JSX } from 'preact';
import { SIDES } from '../../../../../lambda/catalogue/causes.ts';
import type { Preview } from '../../../document.ts';
import { whole } from '../format.ts';
import './top-causes.css';

const TOP = 6;

export function TopCauses({ causes }: Pick<Preview, 'causes'>): JSX.Element | null {
  if (causes.length === 0) return null;
  const most = Math.max(...causes.map(({ requests }) => requests));
  return (
    <section class="top-causes">
      <h2>
        Why requests failed
        <a href="#causes">{causes.length > TOP ? `all ${causes.length}` : 'details'}</a>
      </h2>
      {causes.slice(0, TOP).map(({ cause, side, requests, meaning }) => (
        <div class="top-cause" key={cause} title={meaning}>
          <span>
            {cause}
            <span class="muted"> {SIDES[side]}</span>
          </span>
          <strong>{whole(requests)}</strong>
          <span class="top-bar" style={{ width: `${(100 * requests) / most}%` }} />
        </div>
      ))}
    </section>
  );
}
