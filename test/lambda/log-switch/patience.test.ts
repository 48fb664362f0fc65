import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patiently } from '../../../lambda/log-switch/patience.ts';

beforeEach(() => {
  vi.spyOn(console, 'info').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Acts that fail with these messages one after the other, and then succeed. */
function failing(...messages: string[]): { act: () => Promise<string>; tries: () => number } {
  let tries = 0;
  const act = async (): Promise<string> => {
    const message = messages[tries++];
    if (message !== undefined) throw new Error(message);
    return 'done';
  };
  return { act, tries: () => tries };
}

test('what is refused is tried again until it is not', async () => {
  const { act, tries } = failing('Access Denied for bucket: logs', 'AccessDenied: not authorized');
  expect(await patiently(act, [1, 1, 1])).toBe('done');
  expect(tries()).toBe(3);
});

test('what is refused to the end is an error', async () => {
  const { act, tries } = failing(...Array(9).fill('AccessDenied'));
  await expect(patiently(act, [1, 1])).rejects.toThrow('AccessDenied');
  expect(tries()).toBe(3);
});

test('any other error is one at once', async () => {
  const { act, tries } = failing('the bucket does not exist');
  await expect(patiently(act, [1, 1])).rejects.toThrow('the bucket does not exist');
  expect(tries()).toBe(1);
});
