/** `npm run -s verdict`: one JSON document that its schema describes, and an exit code for scripts. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentSchema } from '../../../local/summary/verdict-schema.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = 'local/commands/verdict.ts';
const folder = mkdtempSync(join(tmpdir(), 'verdict-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const verdict = (...args: readonly string[]): Promise<Ended> => ended(process.execPath, [PROGRAM, ...args]);

function ended(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

let sample: Ended;
beforeAll(async () => {
  sample = await verdict('--exit-code');
});

test('the document is as its schema says, and is all there is on standard output', () => {
  const document = documentSchema.parse(JSON.parse(sample.stdout));
  expect(document.schemaVersion).toBe(1);
  expect(document.lines.unparsed).toBe(0);
  // The API calls of the story: what changed before an incident is half of its answer.
  expect(document.incidents.flatMap(({ changes }) => changes.map(({ what }) => what))).toContain('RegisterTargets');
});

test('the sample logs have one outage and one slow target, and no incident of blocked scanners', () => {
  const { incidents } = documentSchema.parse(JSON.parse(sample.stdout));
  expect(incidents.map(({ kind, where }) => [kind, where.extent, where.targetGroup?.split('/')[1]])).toEqual([
    ['slow', 'target', 'api-orders'],
    ['errors', 'targetGroup', 'shop-checkout'],
  ]);
  const [, outage] = incidents;
  expect(outage?.causes.map(({ cause, statusCode }) => `${statusCode} ${cause}`)).toEqual([
    '504 TargetTimeout',
    expect.stringMatching(/^502 TargetClosed/),
  ]);
  expect(outage?.where).toMatchObject({ targetsFailing: 3, targetsSeen: 3 });
  expect(outage?.examples[0]?.traceId).toMatch(/^Root=1-/);
});

test('it is short enough for an agent', () => {
  const { incidents } = documentSchema.parse(JSON.parse(sample.stdout));
  for (const incident of incidents) expect(JSON.stringify(incident).length).toBeLessThan(6_000);
});

test('an incident is exit code 2 where asked for', async () => {
  expect(sample.code).toBe(2);
});

test('quiet logs are exit code 0 and no incident', async () => {
  const file = join(folder, 'quiet.log');
  const line = (second: number) =>
    `http 2026-05-04T10:0${Math.floor(second / 60)}:${`${second % 60}`.padStart(2, '0')}.000000Z app/quiet/0123456789abcdef 192.0.2.1:5000 10.0.0.1:80 0.001 0.010 0.000 200 200 100 200 "GET http://example.com:80/ HTTP/1.1" "curl/8" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/quiet/0123456789abcdef "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2026-05-04T10:00:00.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_0123456789abcdef0123456789abcdef`;
  writeFileSync(file, Array.from({ length: 300 }, (_, second) => line(second)).join('\n'));
  const { code, stdout } = await verdict('--exit-code', file);
  expect(documentSchema.parse(JSON.parse(stdout))).toMatchObject({ incidents: [], lines: { parsed: 300 } });
  expect(code).toBe(0);
});

test('fails with one sentence where there is no log', async () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'hello\n');
  const { code, stdout, stderr } = await verdict(file);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /^verdict: no load balancer log in '.*notes\.txt': no log format we know; --format names one$/m,
  );
});

test('fails with one sentence where no log is about the time asked for', async () => {
  const file = join(folder, 'old.log');
  writeFileSync(file, 'hello\n');
  const { code, stderr } = await verdict('--to', '2000-01-01', file);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `verdict: no file in '${file}' about the time asked for: give a folder or files of load balancer logs\n`,
  });
  const swapped = await verdict('--from', '2026-05-05', '--to', '2026-05-04', file);
  expect(swapped.stderr).toBe("verdict: --to is '2026-05-04': must be later than --from, which is '2026-05-05'\n");
});

test('fails with the option that is wrong', async () => {
  const { code, stderr } = await verdict('--incidents', 'all');
  expect(code).toBe(1);
  expect(stderr).toContain("--incidents is 'all': must be a whole number");
});

test('standard input and a pipe of the shell need no --format', async () => {
  const [alb, clb] = ['alb-access/constructed-edge-cases.log', 'clb-access/constructed-clb.log'];
  const line = `gzip -c test/logs/${alb} | '${process.execPath}' ${PROGRAM} - <(cat test/logs/${clb})`;
  const { stdout, stderr } = await ended('bash', ['-c', line]);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ sources: ['-', expect.any(String)], objects: 2, notRead: [] });
});
