/** The value that half of the known ones do not exceed, the lower one of two; undefined if none is known (not NaN). */
export function middle(values: readonly number[]): number | undefined {
  const known = values.filter((value) => !Number.isNaN(value)).sort((left, right) => left - right);
  return known[Math.floor((known.length - 1) / 2)];
}
