/** The kinds of values that settings have. `right` is how errors and docs/settings.md say what is allowed. */
import { z } from 'zod';

export const flag = () => z.boolean({ error: 'must be true or false' }).meta({ right: 'true or false' });

export function wholeNumber(least: number, most: number) {
  const right = `a whole number from ${least} to ${most}`;
  const error = `must be ${right}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).meta({ right });
}

export function between(least: number, most: number, what: string) {
  const right = `${what} from ${least} to ${most}`;
  const error = `must be ${right}`;
  return z.number({ error }).min(least, { error }).max(most, { error }).meta({ right });
}

export const percentSetting = () => between(0.1, 99.9, 'a percentage');

/**
 * What the CDK writes into a text for a value that only a deployment knows. To ask the CDK takes a second of loading
 * it.
 */
const TOKEN_MARKER = '${Token[';

export function matching(pattern: RegExp, right: string) {
  const error = `must be ${right}`;
  // In a CDK app a name may be a token, which is not known before the deployment.
  const isRight = (text: string): boolean => text.includes(TOKEN_MARKER) || pattern.test(text);
  return z.string({ error }).refine(isRight, { error }).meta({ right });
}

export function choice<const T extends string | number>(values: readonly T[]) {
  const right = `one of ${values.join(', ')}`;
  return z.literal(values, { error: `must be ${right}` }).meta({ right });
}

export function list<T extends z.ZodType>(item: T) {
  const right = `a list, each ${item.meta()?.right ?? 'an object'}`;
  return z.array(item, { error: `must be ${right}` }).meta({ right });
}
