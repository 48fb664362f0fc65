/** What failed most, next to the graphs, and the codes it came as. */

import type { JSX } from 'preact';
import { SIDES } from '../../../../../lambda/catalogue/causes/definition.ts';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { Selection } from '../../../selection-document.ts';
import { ChosenLink } from '../choice/chosen-link.tsx';
import { useLinks } from '../choice/links.ts';

import { Swatch } from '../graph/swatch.tsx';
import { meaningOf } from './cause-words.ts';
import { CodeList } from './codes.tsx';
import './top-causes.css';

const TOP = 6;

export function TopCauses({ selection: { causes, codes } }: { readonly selection: Selection }): JSX.Element | null {
  const { href } = useLinks();
  if (causes.length === 0) return null;
  const most = Math.max(...causes.map(({ requests }) => requests));
  return (
    <section class="top-causes" aria-label="Why requests failed">
      <h2>
        Why requests failed
        <a href={href({}, { section: 'causes' })}>{causes.length > TOP ? `all ${causes.length}` : 'details'}</a>
      </h2>
      {causes.slice(0, TOP).map(({ cause, side, requests }) => (
        <div class="top-cause" key={cause}>
          <span>
            <Swatch label={cause} />{' '}
            <ChosenLink part="cause" value={cause} title={meaningOf(cause)}>
              {cause}
            </ChosenLink>
            <span class="muted"> {SIDES[side]}</span>
          </span>
          <strong>{count(requests)}</strong>
          <span class="top-bar" style={{ width: `${(100 * requests) / most}%` }} />
        </div>
      ))}
      <h2>By status code</h2>
      <CodeList codes={codes} />
    </section>
  );
}
