/**
 * Where it failed: load balancers, target groups, routes, services and targets, the most failing first; a click narrows
 * everything to one.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { RouteProposals } from '../../../document.ts';
import type { PlaceRow, PlaceTable, Selection } from '../../../selection-document.ts';
import { ChosenLink } from '../choice/chosen-link.tsx';
import { resourceName } from '../choice/names.ts';
import { TableScroll } from '../controls/controls.tsx';
import { asPercent } from '../format.ts';
import { Swatch } from '../graph/swatch.tsx';
import { ProposedRoutes } from './proposed-routes.tsx';
import { TargetTable } from './targets.tsx';
import './places.css';

export interface PlacesProps {
  readonly selection: Selection;
  readonly routes: RouteProposals | undefined;
}

export function PlacesSection({ selection, routes }: PlacesProps): JSX.Element {
  const { places, targets, totals } = selection;
  return (
    <section class="places">
      <h2>Where requests failed</h2>
      <p class="muted">
        {count(totals.elb5xx)} of {count(totals.requests)} requests were answered with 5xx. The most failing come first;
        a click narrows everything to one.
      </p>
      <PlaceList title="Load balancers" part="loadBalancer" table={places.loadBalancers} />
      <PlaceList title="Target groups" part="targetGroup" table={places.targetGroups} />
      <PlaceList title="Routes" part="route" table={places.routes} />
      <PlaceList title="Services" part="service" table={places.services} />
      <ProposedRoutes routes={routes} />
      <TargetTable targets={targets} />
    </section>
  );
}

type PlacePart = 'loadBalancer' | 'targetGroup' | 'route' | 'service';

interface PlaceListProps {
  readonly title: string;
  readonly part: PlacePart;
  readonly table: PlaceTable;
}

/** A longer table can be searched. */
const SEARCHED_FROM = 12;

function PlaceList({ title, part, table: { rows, count: all } }: PlaceListProps): JSX.Element | null {
  const [text, setText] = useState('');
  if (rows.length === 0) return null;
  const wanted = rows.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <div>
      <h3 id={`by-${part}`}>
        {title} ({rows.length < all ? `${count(rows.length)} of ${count(all)}` : count(all)})
      </h3>
      {rows.length > SEARCHED_FROM && (
        <label class="find">
          <span>Find</span>
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      )}
      <TableScroll label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{title.toLowerCase().replace(/s$/, '')}</th>
              {['requests', '5xx', '5xx share', 'failed'].map((name) => (
                <th scope="col" class="number" key={name}>
                  {name}
                </th>
              ))}
              <th scope="col">top cause</th>
            </tr>
          </thead>
          <tbody>
            {wanted.map((row) => (
              <Row key={row.name} row={row} part={part} />
            ))}
          </tbody>
        </table>
      </TableScroll>
    </div>
  );
}

function Row({ row, part }: { readonly row: PlaceRow; readonly part: PlacePart }): JSX.Element {
  const { name, loadBalancer, requests, elb5xx, failed, cause } = row;
  return (
    <tr>
      <th scope="row" title={name}>
        <ChosenLink part={part} value={name}>
          {resourceName(name)}
        </ChosenLink>
        {loadBalancer !== undefined && <span class="muted"> of {resourceName(loadBalancer)}</span>}
      </th>
      <td class="number">{count(requests)}</td>
      <td class={elb5xx > 0 ? 'number bad' : 'number'}>{count(elb5xx)}</td>
      <td class="number">{asPercent(requests === 0 ? 0 : elb5xx / requests)}</td>
      <td class="number">{count(failed)}</td>
      <td>
        {cause !== undefined && (
          <>
            <Swatch label={cause} /> <ChosenLink part="cause" value={cause} />
          </>
        )}
      </td>
    </tr>
  );
}
