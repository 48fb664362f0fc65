/** Rules for the parts of a route and of a service: what each may be, and what is said when it is not. */

export interface PartRule {
  readonly pattern: RegExp;
  /** What is right, in words. */
  readonly text: string;
}

/** By the key of the part. */
export type PartRules = Readonly<Record<string, PartRule>>;

export const NAME_RULE: PartRule = {
  pattern: /^(?!:)[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/,
  text: 'printable ASCII, 1 to 100 characters, not starting with a colon or a space',
};

export const HOST_RULE: PartRule = {
  pattern: /^(?:(?!\*+$)[A-Za-z0-9._*-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])$/,
  text: "a host without scheme and port such as '*.example.com', or left out for any host",
};

/**
 * Pairs of the key of a part and what is wrong with it. `whole`: what the part should belong to, and which parts that
 * has.
 */
export function partProblems(definition: object, rules: PartRules, whole: string): [string, string][] {
  return Object.entries(definition).flatMap(([key, value]): [string, string][] => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) return [[`.${key}`, `is not a part of ${whole}`]];
    return typeof value === 'string' && rule.pattern.test(value)
      ? []
      : [[`.${key}`, `is ${JSON.stringify(value)}: must be ${rule.text}`]];
  });
}
