/** Set by `npm run test:long`. */
export const IS_LONG = process.env.LONG_TESTS !== undefined;

/** How often a test tries: a few times in `npm test`, many times in `npm run test:long`. */
export function rounds(few: number, many: number): number {
  return IS_LONG ? many : few;
}
