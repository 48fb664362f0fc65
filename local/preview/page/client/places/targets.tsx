/** Targets that answered worse than their group, one row each: since when, how much worse, in words with units. */

import type { JSX } from 'preact';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { TargetFindings } from '../../../selection-document.ts';
import { ChosenLink } from '../choice/chosen-link.tsx';
import { useLinks } from '../choice/links.ts';
import { resourceName } from '../choice/names.ts';
import { TableScroll } from '../controls/controls.tsx';
import { asPercent, secondsWithUnit, span } from '../format.ts';

const HEAD = [
  'target',
  'target group',
  'when',
  'requests',
  '5xx',
  'others of the group',
  'p99',
  'group’s p99',
  'worse by',
];
const NUMBERS = HEAD.slice(3);

export function TargetTable({ targets }: { readonly targets: readonly TargetFindings[] }): JSX.Element {
  return (
    <div>
      <h3 id="targets">Targets worse than their group ({targets.length})</h3>
      <p class="muted">
        Found log object by log object: at least twice the 5xx share of the other targets, or twice the p99 of the
        middle one.
      </p>
      {targets.length === 0 ? (
        <p class="empty">No target stands out.</p>
      ) : (
        <TableScroll label="Targets worse than their group">
          <table>
            <thead>
              <tr>
                {HEAD.map((name) => (
                  <th scope="col" class={NUMBERS.includes(name) ? 'number' : ''} key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {targets.map((row) => (
                <Row key={`${row.targetGroup} ${row.target}`} row={row} />
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </div>
  );
}

const MINUTE = 60_000;
/** An object is about the minutes before its end. */
const BEFORE = 5 * MINUTE;

function Row({ row }: { readonly row: TargetFindings }): JSX.Element {
  const { href } = useLinks();
  const { target, targetGroup, loadBalancer, first, last, p99, groupP99 } = row;
  const range = { from: first - BEFORE, to: last + MINUTE };
  return (
    <tr>
      <th scope="row" class="address">
        {target}
      </th>
      <td title={`${targetGroup} of ${loadBalancer}`}>
        <ChosenLink part="targetGroup" value={targetGroup}>
          {resourceName(targetGroup)}
        </ChosenLink>
      </td>
      <td>
        <a href={href(range)} title="Show only this time">
          {span(range.from, last)}
        </a>
      </td>
      <td class="number">{count(row.requests)}</td>
      <td class="number">
        {count(row.errors)} ({asPercent(row.errorRate)})
      </td>
      <td class="number">{asPercent(row.othersErrorRate)}</td>
      <td class="number">{p99 === undefined ? '–' : secondsWithUnit(p99)}</td>
      <td class="number">{groupP99 === undefined ? '–' : secondsWithUnit(groupP99)}</td>
      <td class="number">{worseBy(row)}</td>
    </tr>
  );
}

/** The larger of both factors. */
export function worseBy({ errorRate, othersErrorRate, p99, groupP99 }: TargetFindings): string {
  const slower = p99 === undefined || !groupP99 ? 0 : p99 / groupP99;
  const failsMore = othersErrorRate === 0 ? 0 : errorRate / othersErrorRate;
  const factor = Math.max(slower, failsMore);
  if (factor < 1.5) return errorRate > 0 && othersErrorRate === 0 ? 'only it fails' : '–';
  return `${factor < 10 ? factor.toFixed(1) : Math.round(factor)} × ${slower >= failsMore ? 'slower' : 'more 5xx'}`;
}
