/**
 * Log lines of one kind as a table: the columns people look for first, resources by their short names, all fields on
 * demand.
 */

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownExample } from '../../../selection-document.ts';
import type { ChoicePart } from '../choice/address.ts';
import { ChosenLink } from '../choice/chosen-link.tsx';
import { resourceName } from '../choice/names.ts';
import { clockWithSeconds, day, secondsWithUnit, short } from '../format.ts';
import { lineCommand } from './line-command.ts';

const TEXTS: Readonly<Record<string, string>> = {
  elbStatusCode: 'elb',
  targetStatusCode: 'target code',
  requestProcessingTime: 'request',
  targetProcessingTime: 'target',
  responseProcessingTime: 'response',
  requestTime: 'in all',
  timeToFirstByte: 'first byte',
  loadBalancer: 'load balancer',
  targetGroup: 'target group',
  errorReason: 'error reason',
  traceId: 'trace id',
  connTraceId: 'connection trace id',
};

const ORDER = [
  'time',
  'cause',
  'elbStatusCode',
  'targetStatusCode',
  'method',
  'host',
  'path',
  'route',
  'service',
  'targetGroup',
  'target',
  'requestTime',
  'requestProcessingTime',
  'targetProcessingTime',
  'responseProcessingTime',
  'traceId',
];
/** In the details of a line, which have room. */
const HIDDEN = ['kind', 'object'];

export function columnsOf(rows: readonly ShownExample[]): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  for (const name of HIDDEN) names.delete(name);
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...names].sort((left, right) => rank(left) - rank(right));
}

export interface ExampleTableProps {
  readonly columns: readonly string[];
  readonly rows: readonly ShownExample[];
}

export function ExampleTable({ columns, rows }: ExampleTableProps): JSX.Element {
  return (
    <table class="examples">
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">all fields</span>
          </th>
          {columns.map((name) => (
            <th scope="col" key={name}>
              {TEXTS[name] ?? name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <Row key={`${row.time} ${row.traceId ?? index}`} columns={columns} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ columns, row }: { readonly columns: readonly string[]; readonly row: ShownExample }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <tr>
        <td>
          <button
            type="button"
            class="opener"
            aria-expanded={isOpen}
            aria-label="All fields of this line"
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? '▾' : '▸'}
          </button>
        </td>
        {columns.map((name) => (
          <td class={`c-${name}`} key={name}>
            {cell(name, row[name])}
          </td>
        ))}
      </tr>
      {isOpen && (
        <tr class="fields">
          <td colSpan={columns.length + 1}>
            <Fields row={row} />
          </td>
        </tr>
      )}
    </>
  );
}

function Fields({ row }: { readonly row: ShownExample }): JSX.Element {
  const command = lineCommand(row);
  return (
    <>
      <dl>
        {Object.entries(row).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
      {command !== undefined && (
        <p>
          The line itself: <code>{command}</code>
        </p>
      )}
    </>
  );
}

/** Columns of which a click narrows everything. */
const PARTS: Readonly<Record<string, ChoicePart>> = {
  cause: 'cause',
  elbStatusCode: 'code',
  targetGroup: 'targetGroup',
  loadBalancer: 'loadBalancer',
  route: 'route',
  service: 'service',
};

const TIMES = /(?:Time|TimeToFirstByte|timeToFirstByte|p99|P99)$/;

function cell(name: string, value: string | number | undefined): ComponentChildren {
  if (value === undefined) return '';
  const part = PARTS[name];
  if (name === 'time') return <Time text={String(value)} />;
  if (part !== undefined)
    return (
      <ChosenLink part={part} value={String(value)}>
        {resourceName(String(value))}
      </ChosenLink>
    );
  if (typeof value === 'number') return TIMES.test(name) ? secondsWithUnit(value) : short(value);
  return <span title={value}>{value}</span>;
}

function Time({ text }: { readonly text: string }): JSX.Element {
  const millis = Date.parse(text);
  return (
    <time dateTime={text} title={text}>
      {day(millis)}, {clockWithSeconds(millis)}
    </time>
  );
}
