/** Status codes and what each is made of: `504: 511 = TargetTimeout 508 + TargetConnectTimeout 3`. */

import type { JSX } from 'preact';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import { isListed, OF_TARGETS, STATUS_CODES } from '../../../../../lambda/catalogue/status-codes.ts';
import type { CodeRow } from '../../../selection-document.ts';
import { ChosenLink } from '../choice/chosen-link.tsx';

import { Swatch } from '../graph/swatch.tsx';
import './codes.css';

/** What people look for: failures. */
export function CodeList({ codes }: { readonly codes: readonly CodeRow[] }): JSX.Element {
  const failures = codes.filter(({ code, causes }) => /^[45]/.test(code) || causes.length > 0);
  if (failures.length === 0) return <p class="muted">No answer of 4xx or 5xx.</p>;
  return (
    <ul class="codes" id="codes">
      {failures.map((row) => (
        <Code key={row.code} row={row} />
      ))}
    </ul>
  );
}

function Code({ row: { code, requests, causes } }: { readonly row: CodeRow }): JSX.Element {
  const explained = causes.reduce((sum, one) => sum + one.requests, 0);
  return (
    <li>
      <span class="code">
        <Swatch label={code} />{' '}
        <ChosenLink part="code" value={code} title={isListed(code) ? STATUS_CODES[code] : OF_TARGETS}>
          {code}
        </ChosenLink>
      </span>
      <strong>{count(requests)}</strong>
      {causes.length === 0 ? (
        <span class="code-causes">= passed on from targets</span>
      ) : (
        <span class="code-causes">
          {causes.map(({ name, requests: some }, index) => (
            <span key={name}>
              {index === 0 ? '= ' : ' + '}
              <ChosenLink part="cause" value={name}>
                {name}
              </ChosenLink>{' '}
              {count(some)}
            </span>
          ))}
          {explained < requests && ` + ${count(requests - explained)} passed on from targets`}
        </span>
      )}
    </li>
  );
}
