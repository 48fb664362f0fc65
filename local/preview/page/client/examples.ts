/** Requests that failed or were slow, as the function writes them to its log: a table, filtered by cause and kind. */
import type { Example, ExampleCount, Preview } from '../../document.ts';
import { type Child, h, replace } from './dom.ts';
import { clockWithSeconds, day, short, whole } from './format.ts';

const KINDS: Readonly<Record<string, string>> = {
  error: 'failed',
  slow: 'slowest',
  targetOutlier: 'worst targets',
  drift: 'new names in the log',
  apiCall: 'API calls',
};

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
const ROWS_MAX = 200;

export function examplesSection({ examples, exampleCounts }: Preview): HTMLElement {
  const kinds = [...new Set(examples.map(({ kind }) => String(kind)))];
  if (kinds.length === 0)
    return h(
      'section',
      {},
      h('h2', {}, 'Examples'),
      h('p', { class: 'empty' }, 'No request failed or stood out in these logs.'),
    );
  let kind = kinds[0] ?? '';
  let cause = '';
  const body = h('div', { class: 'table-scroll', tabindex: 0 });
  const controls = h('div', { class: 'controls' });
  const words = h('p', { class: 'muted' });
  const draw = (): void => {
    const ofKind = examples.filter((example) => example.kind === kind);
    const causes = [
      ...new Set(ofKind.flatMap((example) => (example.cause === undefined ? [] : [String(example.cause)]))),
    ].sort();
    if (!causes.includes(cause)) cause = '';
    const rows = ofKind.filter((example) => cause === '' || example.cause === cause);
    replace(
      controls,
      choice(
        'Show',
        kinds.map((one) => [one, `${KINDS[one] ?? one} (${whole(foundOf(exampleCounts, one))})`]),
        kind,
        (next) => {
          kind = next;
          draw();
        },
      ),
      causes.length > 1 &&
        choice('Cause', [['', 'all'], ...causes.map((one): [string, string] => [one, one])], cause, (next) => {
          cause = next;
          draw();
        }),
    );
    const shown = rows.slice(0, ROWS_MAX);
    replace(words, shownOfAll(shown.length, foundOf(exampleCounts, kind, cause), cause === '' && causes.length > 1));
    replace(body, exampleTable(columnsOf(rows), shown));
  };
  draw();
  return h(
    'section',
    {},
    h('h2', {}, 'Examples'),
    h(
      'p',
      { class: 'muted' },
      'What the function writes to its own log for each object: the first failed requests and the slowest. A sample; the metrics say how many.',
    ),
    controls,
    words,
    body,
  );
}

/** Of every cause, if none is named. */
function foundOf(counts: readonly ExampleCount[], kind: string, cause = ''): number {
  return counts
    .filter((count) => count.kind === kind && (cause === '' || count.cause === cause))
    .reduce((sum, { found }) => sum + found, 0);
}

function shownOfAll(shown: number, found: number, hasChoice: boolean): string {
  if (shown === found) return `All ${whole(found)} are shown.`;
  const more = hasChoice ? ' Choose a cause to see the newest of it.' : '';
  return `The newest ${whole(shown)} of ${whole(found)} are shown.${more}`;
}

export function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  value: string,
  onChange: (value: string) => void,
): HTMLElement {
  const select = h(
    'select',
    { onchange: (event) => event.target instanceof HTMLSelectElement && onChange(event.target.value) },
    ...options.map(([one, text]) => h('option', { value: one, selected: one === value }, text)),
  );
  return h('label', {}, h('span', {}, label), select);
}

function columnsOf(rows: readonly Example[]): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  names.delete('kind');
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...names].sort((left, right) => rank(left) - rank(right));
}

export function exampleTable(columns: readonly string[], rows: readonly Example[]): HTMLElement {
  return h(
    'table',
    { class: 'examples' },
    h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, TEXTS[name] ?? name)))),
    h(
      'tbody',
      {},
      ...rows.map((row) =>
        h('tr', {}, ...columns.map((name) => h('td', { class: `c-${name}` }, cell(name, row[name])))),
      ),
    ),
  );
}

function cell(name: string, value: string | number | undefined): Child {
  if (value === undefined) return '';
  if (name === 'time') {
    const millis = Date.parse(String(value));
    return h('time', { datetime: String(value), title: `${day(millis)}, ${String(value)}` }, clockWithSeconds(millis));
  }
  if (typeof value === 'number') return short(value);
  if (name === 'cause') return h('a', { href: '#causes' }, value);
  return h('span', { title: value }, name === 'targetGroup' || name === 'loadBalancer' ? resourceName(value) : value);
}

/** `targetgroup/name/id`, `app/name/id` and ARNs are long, and the name is what people know. */
function resourceName(value: string): string {
  return /(?:targetgroup|app|net)\/([^/]+)/.exec(value)?.[1] ?? value;
}
