/** How often a test tries: a few times in `npm test`, many times in `npm run test:long`, which sets LONG_TESTS. */
export function rounds(few: number, many: number): number {
  return process.env.LONG_TESTS === undefined ? few : many;
}
