/** What these logs would have cost a month, line by line, by metric, and with another setting. */

import type { JSX } from 'preact';
import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { Bill, Preview, SeriesShare } from '../../../document.ts';
import { TableScroll } from '../controls/controls.tsx';
import { dollars } from '../format.ts';
import './bill.css';

export function BillSection({ bill }: Pick<Preview, 'bill'>): JSX.Element {
  return (
    <section class="bill">
      <h2>{dollars(bill.dollars)} a month</h2>
      <p>
        These logs make {count(bill.series)} series, counted here. A month in which all of them are sent every hour
        costs:
      </p>
      <LineTable bill={bill} />
      <p class="muted">
        <code>cdk synth</code> estimates {dollars(bill.estimate.dollars)} for the same settings, in the same lines. It
        knows no logs, so it assumes {bill.estimate.of}.
      </p>
      <Otherwise bill={bill} />
      <h3>By dimensions</h3>
      <ShareTable shares={bill.sets} label="The metrics of the bill by dimensions" name="metrics" />
      <h3>By metric</h3>
      <ShareTable shares={bill.metrics} label="The bill by metric" name="metric" />
      <p class="muted small">{bill.prices}</p>
    </section>
  );
}

function LineTable({ bill }: { readonly bill: Bill }): JSX.Element {
  return (
    <TableScroll label="The bill, line by line">
      <table>
        <thead>
          <tr>
            <th scope="col">line</th>
            {['quantity', 'each', 'a month'].map((text) => (
              <th scope="col" class="number">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{bill.lines.map(lineRow)}</tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              together
            </th>
            <td class="number">{dollars(bill.dollars)}</td>
          </tr>
        </tfoot>
      </table>
    </TableScroll>
  );
}

function lineRow({ line, quantity, unit, dollarsEach, dollars: cost }: Bill['lines'][number]): JSX.Element {
  return (
    <tr>
      <td>{line}</td>
      <td class="number">
        {count(quantity)} {unit}
      </td>
      <td class="number">{dollars(dollarsEach)}</td>
      <td class="number">{dollars(cost)}</td>
    </tr>
  );
}

function Otherwise({ bill }: { readonly bill: Bill }): JSX.Element | null {
  if (bill.otherwise.length === 0) return null;
  return (
    <div>
      <h3>With other settings</h3>
      <ul class="otherwise">
        {bill.otherwise.map(({ setting, effect, dollars: cost }) => (
          <li>
            <code>{setting}</code>
            <span class="muted">{effect}</span>
            <strong>
              {dollars(cost)} ({difference(cost - bill.dollars)})
            </strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

function difference(change: number): string {
  return `${change > 0 ? '+' : '−'}${dollars(Math.abs(change))}`;
}

interface Shares {
  readonly shares: readonly SeriesShare[];
  readonly label: string;
  /** Of the first column. */
  readonly name: string;
}

function ShareTable({ shares, label, name: column }: Shares): JSX.Element {
  const most = Math.max(1, ...shares.map(({ series }) => series));
  return (
    <TableScroll label={label}>
      <table class="by-metric">
        <thead>
          <tr>
            <th scope="col">{column}</th>
            <th scope="col" class="number">
              series
            </th>
            <th scope="col" class="number">
              a month
            </th>
            <th scope="col">share</th>
          </tr>
        </thead>
        <tbody>
          {shares.map(({ name, series, dollars: cost }) => (
            <tr>
              <td>{name}</td>
              <td class="number">{count(series)}</td>
              <td class="number">{dollars(cost)}</td>
              <td class="bar-cell" aria-hidden="true">
                <span style={{ width: `${(100 * series) / most}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
