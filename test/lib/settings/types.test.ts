/** The generated interfaces mean what the schema means. Types alone: what does not compile fails. */
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { settingsSchema } from '../../../lib/settings/settings.ts';
import type { Settings, SettingsInput } from '../../../lib/settings/types.ts';
import { settingsTypes } from '../../../lib/settings/write-types.ts';

/** With every list and object read-only, as the interfaces have them. */
type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
    : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

test('are assignable both ways to what the schema infers', () => {
  const same: [
    Same<ReadOnly<Settings>, ReadOnly<z.output<typeof settingsSchema>>>,
    Same<ReadOnly<SettingsInput>, ReadOnly<z.input<typeof settingsSchema>>>,
  ] = [true, true];
  expect(same).toEqual([true, true]);
});

test('have a comment with what is allowed and the default on every setting', () => {
  const text = settingsTypes();
  expect(text).toContain(
    'Allowed: a whole number from 1 to 3650.\n   * @default 90\n   */\n  readonly retentionDays: number;',
  );
  const members = [...text.matchAll(/(\*\/)?\n {2}readonly \w+\??:/g)];
  expect(members.length).toBeGreaterThan(150);
  expect(members.filter(([, comment]) => comment === undefined)).toEqual([]);
});
