/** Texts of the page: Markdown, alarms, the line of an example. */
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { afterEach, describe, expect, it } from 'vitest';
import type { AlarmLane } from '../../../../local/preview/document.ts';
import { alarmState, stretches } from '../../../../local/preview/page/client/dashboard/alarm-state.ts';
import { shortReason } from '../../../../local/preview/page/client/dashboard/alarms.tsx';
import { zoomed } from '../../../../local/preview/page/client/dashboard/dashboard.tsx';
import { firedIn } from '../../../../local/preview/page/client/dashboard/tiles.tsx';
import { columnsOf } from '../../../../local/preview/page/client/examples/example-table.tsx';
import { lineCommand } from '../../../../local/preview/page/client/examples/line-command.ts';
import { Markdown } from '../../../../local/preview/page/client/markdown.tsx';
import { setZone } from '../../../../local/preview/page/client/preferences.ts';

describe('Markdown', () => {
  const html = (text: string) => render(h(Markdown, { text }));
  it.each([
    ['**bold** and `code`', '<p><strong>bold</strong> and <code>code</code></p>'],
    ['# Title\ntext', '<div><h4>Title</h4><p>text</p></div>'],
    ['- one\n- *two*', '<ul><li>one</li><li><em>two</em></li></ul>'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '<th scope="col">a</th>'],
    ['[AWS](https://aws.amazon.com)', '<a href="https://aws.amazon.com" rel="noreferrer" target="_blank">AWS</a>'],
    ['[Runbook](docs/runbook.md)', '<span title="docs/runbook.md">Runbook</span>'],
    ['[bad](javascript:alert(1))', '<span title="javascript:alert(1">bad</span>'],
    ['<script>', '&lt;script>'],
  ])('%s', (text, expected) => {
    expect(html(text)).toContain(expected);
  });
});

const lane = (changes: AlarmLane['changes'], unavailable?: string): AlarmLane => ({
  ...{ name: 'n', title: 't', subject: '', text: '', definition: '', notifies: true, changes },
  ...(unavailable === undefined ? {} : { unavailable }),
});
const change = (at: number, state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') => ({ at, state, reason: `${state} ${at}` });

describe('the state of an alarm', () => {
  afterEach(() => setZone('local'));
  it.each([
    ['has not been seen', lane([]), 'INSUFFICIENT_DATA', 'no data'],
    ['is quiet', lane([change(1, 'OK')]), 'OK', 'OK'],
    ['lasts', lane([change(1, 'OK'), change(2, 'ALARM')]), 'ALARM', 'in alarm'],
    ['is over', lane([change(2, 'ALARM'), change(3, 'OK')]), 'fired', 'fired'],
    [
      'came twice',
      lane([change(2, 'ALARM'), change(3, 'OK'), change(4, 'ALARM'), change(5, 'OK')]),
      'fired',
      'fired 2×',
    ],
    ['is not known here', lane([], 'needs AWS'), 'unavailable', 'in AWS'],
  ])('where it %s', (_, one, state, words) => {
    expect(alarmState(one)).toEqual({ state, words });
  });

  it('has stretches with an end, but for the last', () => {
    const found = stretches(lane([change(2, 'ALARM'), change(3, 'OK'), change(4, 'ALARM')]));
    expect(found.map(({ from, to, reason, endReason }) => [from, to, reason, endReason])).toEqual([
      [2, 3, 'ALARM 2', 'OK 3'],
      [4, undefined, 'ALARM 4', undefined],
    ]);
  });

  it.each([
    [{ from: 0, to: 10 }, 1],
    [{ from: 0, to: 2 }, 0],
    [{ from: 3, to: 10 }, 0],
  ])('counts in a range only where it was in alarm: %j', (range, expected) => {
    expect(firedIn([lane([change(2, 'ALARM'), change(3, 'OK')]), lane([])], range)).toHaveLength(expected);
  });

  it('has a reason of at most four values, in the zone of the page', () => {
    setZone('utc');
    const values = Array.from({ length: 6 }, (_, index) => `${index} (2026-05-04T10:0${index})`);
    expect(shortReason(`1 of 6 [${values.join(', ')}] were high`)).toBe(
      '1 of 6 [0 at 10:00, 1 at 10:01, 2 at 10:02, 3 at 10:03, …] were high',
    );
  });
});

describe('a zoom', () => {
  it('is of whole minutes, at least five', () => {
    expect(zoomed(61_000, 62_000)).toEqual({ from: 60_000, to: 360_000 });
    expect(zoomed(60_000, 600_001)).toEqual({ from: 60_000, to: 660_000 });
  });
});

describe('examples', () => {
  it('begin with the columns that people look for, and leave kind and object out', () => {
    expect(
      columnsOf([
        { kind: 'error', object: 'f', zebra: 1, traceId: 'x' },
        { cause: 'c', time: 't' },
      ]),
    ).toEqual([...['time', 'cause', 'traceId', 'zebra']]);
  });

  it.each([
    [{ object: 'logs/a.log.gz', traceId: 'Root=1-2' }, "gzip -dc 'logs/a.log.gz' | grep -F 'Root=1-2'"],
    [{ object: 'a.log', time: '2026-05-04T10:00:00.123Z' }, "cat 'a.log' | grep -F '2026-05-04T10:00:00'"],
    [{ object: 's3://b/k.gz', traceId: 'x' }, "aws s3 cp 's3://b/k.gz' - | gzip -dc | grep -F 'x'"],
    [{ object: "it's.log", traceId: "a'b" }, "cat 'it'\\''s.log' | grep -F 'a'\\''b'"],
    [{ traceId: 'x' }, undefined],
  ])('lead to their line: %j', (example, expected) => {
    expect(lineCommand(example)).toBe(expected);
  });
});
