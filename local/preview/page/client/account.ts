/** Every line accounted for: parsed, skipped, unparsed, object by object, with the first bad lines, and what was not read at all. */
import type { Account, NotRead, ObjectRow, Preview } from '../../document.ts';
import { type Child, h } from './dom.ts';
import { bytes, dayAndClock, percent, whole } from './format.ts';

const ROWS_MAX = 100;

export function accountSection({ account }: Preview): HTMLElement {
  const lines = account.parsed + account.skipped + account.unparsed;
  const bad = account.rows.filter(({ unparsedExamples }) => unparsedExamples.length > 0);
  return h(
    'section',
    {},
    h('h2', {}, 'Every line accounted for'),
    h(
      'p',
      {},
      `${whole(account.objects)} log ${account.objects === 1 ? 'object' : 'objects'}, ${bytes(account.bytes)} of text, ${whole(lines)} lines: `,
      h('strong', {}, `${whole(account.parsed)} parsed`),
      `, ${whole(account.skipped)} skipped, `,
      h('strong', { class: account.unparsed > 0 ? 'bad' : '' }, `${whole(account.unparsed)} unparsed`),
      lines > 0 && account.unparsed > 0 ? ` (${percent(account.unparsed / lines)})` : '',
      '.',
    ),
    bar(account, lines),
    notRead(
      'Could not be read',
      account.failed,
      account.failedCount,
      'Nothing of these is counted. A deployed function would try again and then keep their messages in the dead-letter queue.',
    ),
    ...badLines(bad),
    seriesDropped(account.seriesDropped),
    objectTable(account),
    notRead(
      'Other files',
      account.ignored,
      account.ignoredCount,
      'Not logs, or of a format that the name does not tell.',
    ),
  );
}

function bar({ parsed, skipped, unparsed }: Account, lines: number): HTMLElement | undefined {
  if (lines === 0) return undefined;
  const part = (name: string, value: number): Child =>
    value > 0 &&
    h('span', { class: name, style: `flex:${Math.max(value / lines, 0.004)}`, title: `${whole(value)} ${name}` });
  return h(
    'div',
    { class: 'account-bar', 'aria-hidden': 'true' },
    part('parsed', parsed),
    part('skipped', skipped),
    part('unparsed', unparsed),
  );
}

function badLines(rows: readonly ObjectRow[]): Child[] {
  if (rows.length === 0) return [];
  return [
    h('h3', {}, 'The first lines that could not be read'),
    h(
      'p',
      { class: 'muted' },
      'Each is counted as unparsed and never stops its object. If they are lines that AWS wrote, please report the format.',
    ),
    ...rows
      .slice(0, 10)
      .map(({ key, unparsed, unparsedExamples }) =>
        h(
          'div',
          { class: 'bad-lines' },
          h('p', { class: 'key' }, `${key}, ${whole(unparsed)} unparsed`),
          ...unparsedExamples.map((line) => h('pre', {}, line)),
        ),
      ),
  ];
}

function seriesDropped(names: readonly string[]): Child {
  if (names.length === 0) return undefined;
  return h(
    'details',
    { open: true },
    h(
      'summary',
      {},
      `${whole(names.length)} names went to “Other”, for the setting maxSeriesPerLoadBalancer bounds the bill`,
    ),
    h('p', { class: 'small' }, names.slice(0, 100).join(', ')),
  );
}

function objectTable({ rows, objects }: Account): Child {
  if (rows.length === 0) return undefined;
  const shown = rows.slice(0, ROWS_MAX);
  return h(
    'details',
    {},
    h(
      'summary',
      {},
      shown.length < objects ? `Log objects (${shown.length} of ${whole(objects)})` : `Log objects (${whole(objects)})`,
    ),
    h(
      'div',
      { class: 'table-scroll', tabindex: 0 },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...['arrived', 'format', 'parsed', 'skipped', 'unparsed', 'object'].map((name) =>
              h('th', { scope: 'col' }, name),
            ),
          ),
        ),
        h('tbody', {}, ...shown.map(objectRow)),
      ),
    ),
  );
}

function objectRow({ key, format, parsed, skipped, unparsed, arrivedAt }: ObjectRow): HTMLElement {
  return h(
    'tr',
    {},
    h('td', {}, arrivedAt === 0 ? '–' : dayAndClock(arrivedAt)),
    h('td', {}, format),
    ...[parsed, skipped, unparsed].map((value) => h('td', { class: 'number' }, whole(value))),
    h('td', { class: 'key' }, key),
  );
}

function notRead(title: string, list: readonly NotRead[], count: number, words: string): Child {
  if (count === 0) return undefined;
  return h(
    'div',
    {},
    h('h3', {}, `${title} (${whole(count)})`),
    h('p', { class: 'muted' }, words),
    h(
      'ul',
      { class: 'not-read' },
      ...list.slice(0, 20).map(({ key, reason }) => h('li', {}, h('span', { class: 'key' }, key), ` ${reason}`)),
    ),
  );
}
