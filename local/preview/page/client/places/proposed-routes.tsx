/** Routes that are worth a name, with the setting that names them: shown as long as none is named. */

import type { JSX } from 'preact';
import { count, counted } from '../../../../../lambda/catalogue/figures.ts';
import type { RouteProposals } from '../../../document.ts';
import { TableScroll } from '../controls/controls.tsx';
import { asPercent } from '../format.ts';

export function ProposedRoutes({ routes }: { readonly routes: RouteProposals | undefined }): JSX.Element | null {
  if (routes === undefined) return null;
  const { rows, total, setting } = routes;
  const covered = rows.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <div>
      <h3>Routes to name</h3>
      <p class="muted">
        No routes are named. {rows.length === 1 ? 'This one covers' : `These ${rows.length} cover`}{' '}
        {asPercent(covered / Math.max(1, total))} of {counted(total, 'request')} looked at.
      </p>
      <RoutesTable routes={routes} />
      <p>To measure them, paste this into the settings, in this order. You can choose other names:</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a setting that is cut has to be scrolled by keyboard, too */}
      <pre class="setting" tabIndex={0}>
        {setting}
      </pre>
    </div>
  );
}

function RoutesTable({ routes: { rows, total } }: { readonly routes: RouteProposals }): JSX.Element {
  return (
    <TableScroll label="Routes to name">
      <table>
        <thead>
          <tr>
            <th scope="col">path</th>
            <th scope="col" class="number">
              requests
            </th>
            <th scope="col" class="number">
              share
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, requests }) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
              </th>
              <td class="number">{count(requests)}</td>
              <td class="number">{asPercent(requests / Math.max(1, total))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
