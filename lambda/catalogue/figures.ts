/** Figures as people read them, the same in messages, on the page and in the terminal. */

/** `1,234`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 request`, `1,234 requests`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${Math.round(value) === 1 ? '' : 's'}`;
}

/** `6.4 %`, `0.03 %`, `27 %`: two digits that say something. With `digits` as many decimals in every row of a table. */
export function percent(part: number, whole: number, digits?: number): string {
  if (whole === 0) return '0 %';
  const value = (100 * part) / whole;
  return `${value.toFixed(digits ?? decimalsOf(value))} %`;
}

function decimalsOf(value: number): number {
  if (value >= 9.95 || value === 0) return 0;
  return value >= 0.095 ? 1 : 2;
}
