/** Names of resources as people know them. */

/** `targetgroup/name/id`, `app/name/id` and ARNs are long, and the name is what people know. */
export function resourceName(value: string): string {
  return /(?:targetgroup|app|net|gwy)\/([^/]+)/.exec(value)?.[1] ?? value;
}

/** Names of several resources, with the whole where two would read the same. */
export function shortNames(values: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(resourceName(value), (counts.get(resourceName(value)) ?? 0) + 1);
  return new Map(values.map((value) => [value, counts.get(resourceName(value)) === 1 ? resourceName(value) : value]));
}
