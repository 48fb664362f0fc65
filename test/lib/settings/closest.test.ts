import { expect, test } from 'vitest';
import { closest } from '../../../lib/settings/closest.ts';

const KNOWN = ['metrics', 'simulate', 'replay', 'redrive', 'generate'];

test('two letters in the wrong order are nearer than two wrong letters', () => {
  expect(closest('--prot', ['--from', '--port'])).toBe('--port');
});

test.each([
  ['metric', 'metrics'],
  ['Simulat', 'simulate'],
  ['reply', 'replay'],
  ['redirve', 'redrive'],
  ['logs', undefined],
  ['', undefined],
])("'%s' was meant to be %s", (word, meant) => expect(closest(word, KNOWN)).toBe(meant));
