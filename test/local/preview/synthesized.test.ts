import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { settingsFrom } from '../../../lib/settings/check.ts';
import type { Settings } from '../../../lib/settings/types.ts';
import { synthesizedStack } from '../../../local/preview/synthesized.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Prints the modules of the CDK that a file loads. */
const LOADED = `
  const { registerHooks } = await import('node:module');
  const found = [];
  registerHooks({ resolve: (name, context, next) => {
    const result = next(name, context);
    if (result.url.includes('/aws-cdk-lib/')) found.push(context.parentURL + ' loads ' + result.url);
    return result;
  } });
  for (const file of process.argv.slice(1)) await import(file);
  console.log(JSON.stringify(found));
`;

test('is made in a process of its own, so that the page and the commands never load the CDK', async () => {
  const files = [
    'local/preview/session.ts',
    'local/commands/preview.ts',
    'local/commands/verdict.ts',
    'local/commands/metrics.ts',
    'local/commands/simulate.ts',
  ];
  const urls = files.map((file) => pathToFileURL(join(ROOT, file)).href);
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', LOADED, '--', ...urls]);
  expect(JSON.parse(stdout)).toEqual([]);
});

test('has the alarms and dashboards of the settings', async () => {
  const { definitions, alarmReads } = await synthesizedStack(settingsFrom({ stackName: 'mine' }));
  expect(definitions.dashboards).toHaveLength(1);
  expect(definitions.compositeAlarms.map(({ name }) => name)).toContain(`${definitions.dashboards[0]?.name}-Page`);
  expect(alarmReads.metrics).toBeGreaterThan(5);
}, 60_000);

test('fails with the words of the construct', async () => {
  const unchecked: unknown = { ...settingsFrom({}), families: ['letters'] };
  const message = await synthesizedStack(unchecked as Settings).catch((error: Error) => error.message);
  expect(message).toMatch(/\w/);
  expect(message).not.toContain('without an answer');
}, 60_000);
