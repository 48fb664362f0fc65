/** The commands in the outputs of the stack are commands of the program, with options that it has. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { synthesized } from '../../support/synthesized.ts';

test.each(['RedriveCommand', 'ReplayCommand'])('%s can be pasted by people who have no clone', (name) => {
  const value: unknown = synthesized().findOutputs(name)[name]?.Value;
  const text = JSON.stringify(value).replaceAll('\\u003c', '<');
  const command = /npx elb-log-metrics ([a-z]+)/.exec(text)?.[1] ?? '';
  const { npm_lifecycle_event: _, ...env } = process.env;
  const help = execFileSync(process.execPath, ['local/commands/cli.ts', command, '--help'], { encoding: 'utf8', env });
  expect(help).toContain(`elb-log-metrics ${command}`);
  const options = [...text.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option);
  expect(options.length).toBeGreaterThan(1);
  for (const option of options) expect(help).toContain(option);
});
