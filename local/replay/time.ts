/** A time as people type it: ISO 8601, to the day or to the minute; UTC where it does not say. */
export function timeOf(option: string, text: string | undefined): number {
  const right = 'a time such as 2026-05-04 or 2026-05-04T10:00Z';
  if (text === undefined) throw new Error(`${option} is missing: ${right}`);
  const match = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  const time =
    match === null ? Number.NaN : Date.parse(text.includes('T') && match[1] === undefined ? `${text}Z` : text);
  if (Number.isNaN(time)) throw new Error(`${option} must be ${right}, got '${text}'`);
  return time;
}
