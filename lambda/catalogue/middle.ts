/** The value that half of the known ones do not exceed, the lower one of two; undefined if none is known (not NaN). */
export function middle(values: readonly number[]): number | undefined {
  // Numbers alone are sorted without a function that compares them.
  const known = new Float64Array(values.filter((value) => !Number.isNaN(value))).sort();
  return known[Math.floor((known.length - 1) / 2)];
}
