import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneLine, printable } from '../../../local/terminal/print.ts';
import { albLine } from '../../support/alb-line.ts';
import { callEach, type Ended } from '../../support/commands.ts';

const ESC = '\u001b';
const CLEAR = `${ESC}[2J`;
const LINK = `${ESC}]8;;http://evil.example\u0007click${ESC}]8;;\u0007`;
const CSI = '\u009b31m';
const RIGHT_TO_LEFT = '\u202e';
/** What no terminal may get of a log; line feeds and tabs are its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

describe('what is printed', () => {
  it.each([
    [CLEAR, '\\x1b[2J'],
    [CSI, '\\x9b31m'],
    ['a\u0000b\u007f', 'a\\x00b\\x7f'],
    [`x${RIGHT_TO_LEFT}txt.exe`, 'x\\u202etxt.exe'],
    ['Größe 中文 😀\tok\nnext', 'Größe 中文 😀\tok\nnext'],
  ])('shows %j as text', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps one thing on one line', () => {
    expect(oneLine('name\ncould not read nothing')).toBe('name\\ncould not read nothing');
  });
});

describe('commands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'escapes-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const hostile = `${CLEAR}${CSI}${LINK}${RIGHT_TO_LEFT}\nfake: line`;
  writeFileSync(join(folder, `${hostile.replaceAll('/', '')}.txt`), 'no log');
  writeFileSync(join(folder, `broken${CLEAR}.log.gz`), Buffer.from('1f8b0800000000', 'hex'));
  const time = '2026-05-04T10:00:00.000000Z';
  const line = (outcome: string) =>
    `${time} 10.0.0.1 1 443 TLSv1.3${CSI} TLS_AES - "-" - - Failed:${outcome} TID_1 x25519${LINK} app/a/1 -`;
  writeFileSync(join(folder, 'conn.log'), [line(`Bad${CLEAR}`), `${time} unparsed ${hostile}`].join('\n'));
  writeFileSync(
    join(folder, 'access.log'),
    [albLine({ targetStatus: `5${CLEAR}` }), albLine({ elb: `app/a${CSI}/1` }), albLine()].join('\n'),
  );

  const calls = [
    ['preview', '--once', folder],
    ['preview', '--once', join(folder, `missing${CLEAR}`)],
    ['metrics', folder],
    ['metrics', '--format', `x${CLEAR}`, folder],
    ['redrive', '--queue', `https://x/${CLEAR}`, '--dry-run'],
    ['replay', '--bucket', 'b', '--from', `x${CLEAR}`, '--to', 'y'],
    ['generate', '--out', join(folder, `out${CLEAR}`), '--start', `x${CLEAR}`],
  ] as const;
  let all: readonly Ended[];
  beforeAll(async () => {
    all = await callEach(calls);
  });

  it.each(calls.map((call, at) => [call, at] as const))(
    '%j prints nothing of a log or a name that a terminal obeys',
    (_, at) => {
      const { out, error } = all[at] ?? { out: '', error: '' };
      expect(`${out}${error}`.trim()).not.toBe('');
      // The command itself was started, and not Node's complaint read.
      expect(error).not.toContain('node:internal');
      expect(`${out}${error}`).not.toMatch(OBEYED);
      expect(`${out}${error}`).not.toMatch(/^fake: line/m);
    },
  );
});

describe('the code', () => {
  it('prints in one place', () => {
    const files = readdirSync('local', { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.tsx?$/.test(file) && !file.startsWith('preview/page/client'),
    );
    const printing = files.filter((file) =>
      /console\.\w+\(|process\.std(?:out|err)\.write/.test(readFileSync(join('local', file), 'utf8')),
    );
    expect(printing).toEqual(['terminal/print.ts']);
  });
});
