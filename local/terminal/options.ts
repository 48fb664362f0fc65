/**
 * Values of options: text -> what is meant. Each throws a sentence that names the option, what it got and what would be
 * right.
 */

/** ISO 8601, to the day or to the minute; UTC where it does not say. Milliseconds since 1970. */
export function time(option: string, text: string): number {
  const match = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  const isLocal = text.includes('T') && match?.[1] === undefined;
  const value = match === null ? Number.NaN : Date.parse(isLocal ? `${text}Z` : text);
  if (!Number.isNaN(value) && isDay(text.slice(0, 'yyyy-mm-dd'.length))) return value;
  throw new Error(`${option} is '${text}': must be a time such as 2026-05-04 or 2026-05-04T10:00Z`);
}

/** JavaScript takes February 30 for March 2. */
function isDay(date: string): boolean {
  return new Date(date).toISOString().startsWith(date);
}

/** `--from` and `--to`, either of which may be absent. */
export function askedPeriod(values: { readonly from?: string | undefined; readonly to?: string | undefined }): {
  readonly from: number | undefined;
  readonly to: number | undefined;
} {
  const from = values.from === undefined ? undefined : time('--from', values.from);
  const to = values.to === undefined ? undefined : time('--to', values.to);
  if (from !== undefined && to !== undefined && to <= from)
    throw new Error(`--to is '${values.to}': must be later than --from, which is '${values.from}'`);
  return { from, to };
}

/** A whole number within limits, both included. */
export function whole(option: string, text: string, { from = 0, to = Number.MAX_SAFE_INTEGER }): number {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && value >= from && value <= to) return value;
  const limits = to === Number.MAX_SAFE_INTEGER ? `of ${from} or more` : `from ${from} to ${to}`;
  throw new Error(`${option} is '${text}': must be a whole number ${limits}`);
}

export function oneOfChoices<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new Error(`${option} is '${text}': must be one of ${choices.join(', ')}`);
}
