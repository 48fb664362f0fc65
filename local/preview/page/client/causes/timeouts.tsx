/** Times at which failed requests end, because somebody waits no longer: a line each, above the causes. */

import type { JSX } from 'preact';
import type { TimeoutRow } from '../../../selection-document.ts';
import { ChosenLink } from '../choice/chosen-link.tsx';
import { resourceName } from '../choice/names.ts';
import { Swatch } from '../graph/swatch.tsx';

export function Timeouts({ timeouts }: { readonly timeouts: readonly TimeoutRow[] }): JSX.Element | null {
  if (timeouts.length === 0) return null;
  return (
    <>
      <h3>Timeouts, by the time that failed requests took</h3>
      <ul class="timeouts">
        {timeouts.map(({ text, cause, loadBalancer, route }) => (
          <li key={`${cause} ${loadBalancer} ${route} ${text}`}>
            <Swatch label={cause} /> {text}{' '}
            <span class="muted">
              <ChosenLink part="cause" value={cause} /> of{' '}
              <ChosenLink part="loadBalancer" value={loadBalancer}>
                {resourceName(loadBalancer)}
              </ChosenLink>
              {route !== undefined && (
                <>
                  , route <ChosenLink part="route" value={route} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
