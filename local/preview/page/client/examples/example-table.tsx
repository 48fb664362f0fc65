/** Log lines of one kind as a table: the columns people look for first, resources by their short names. */
import type { ComponentChildren, JSX } from 'preact';
import type { Example } from '../../../document.ts';
import { clockWithSeconds, day, short } from '../format.ts';

const TEXTS: Readonly<Record<string, string>> = {
  elbStatusCode: 'elb',
  targetStatusCode: 'target code',
  requestProcessingTime: 'request s',
  targetProcessingTime: 'target s',
  responseProcessingTime: 'response s',
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
  'targetGroup',
  'target',
  'requestProcessingTime',
  'targetProcessingTime',
  'responseProcessingTime',
  'traceId',
];

export function columnsOf(rows: readonly Example[]): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  names.delete('kind');
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...names].sort((left, right) => rank(left) - rank(right));
}

export interface ExampleTableProps {
  readonly columns: readonly string[];
  readonly rows: readonly Example[];
}

export function ExampleTable({ columns, rows }: ExampleTableProps): JSX.Element {
  return (
    <table class="examples">
      <thead>
        <tr>
          {columns.map((name) => (
            <th scope="col" key={name}>
              {TEXTS[name] ?? name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map((name) => (
              <td class={`c-${name}`}>{cell(name, row[name])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cell(name: string, value: string | number | undefined): ComponentChildren {
  if (value === undefined) return '';
  if (name === 'time') {
    const millis = Date.parse(String(value));
    return (
      <time dateTime={String(value)} title={`${day(millis)}, ${value}`}>
        {clockWithSeconds(millis)}
      </time>
    );
  }
  if (typeof value === 'number') return short(value);
  if (name === 'cause') return <a href="#causes">{value}</a>;
  return <span title={value}>{name === 'targetGroup' || name === 'loadBalancer' ? resourceName(value) : value}</span>;
}

/** `targetgroup/name/id`, `app/name/id` and ARNs are long, and the name is what people know. */
export function resourceName(value: string): string {
  return /(?:targetgroup|app|net)\/([^/]+)/.exec(value)?.[1] ?? value;
}
