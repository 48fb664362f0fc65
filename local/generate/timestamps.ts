/**
 * Times and durations as AWS writes them in access logs, without a Date for every line.
 *
 * Milliseconds since 1970 (with a fraction) or a duration in milliseconds -> YYYY-MM-DDTHH:MM:SS.ffffffZ,
 * seconds with three decimals.
 */

const THREE: readonly string[] = Array.from({ length: 1_000 }, (_, value) => `${value}`.padStart(3, '0'));

export interface Timestamps {
  /** With microseconds, like the field time. */
  readonly micro: (milliseconds: number) => string;
  /** Six digits of which three are significant, like the field request_creation_time. */
  readonly milli: (milliseconds: number) => string;
  /** Whole seconds as eight hex digits, like the first part of a trace id. */
  readonly hexSeconds: (milliseconds: number) => string;
}

export function timestamps(): Timestamps {
  const seconds = new Map<number, string>();
  const toSecond = (second: number) => {
    let text = seconds.get(second);
    if (text === undefined) {
      text = new Date(second * 1_000).toISOString().slice(0, 20);
      // Log lines come in order of time, so a small memory is enough.
      if (seconds.size > 2_000) seconds.clear();
      seconds.set(second, text);
    }
    return text;
  };
  const micro = (milliseconds: number) => {
    const second = Math.floor(milliseconds / 1_000);
    const micros = Math.floor((milliseconds - second * 1_000) * 1_000);
    return `${toSecond(second)}${THREE[Math.floor(micros / 1_000)]}${THREE[micros % 1_000]}Z`;
  };
  let lastSecond = -1;
  let lastHex = '';
  return {
    micro,
    milli: (milliseconds) => micro(Math.floor(milliseconds)),
    hexSeconds: (milliseconds) => {
      const second = Math.floor(milliseconds / 1_000);
      if (second !== lastSecond) {
        lastSecond = second;
        lastHex = second.toString(16).padStart(8, '0');
      }
      return lastHex;
    },
  };
}

export function decimal(milliseconds: number): string {
  if (milliseconds < 0) return '-1';
  if (milliseconds < 1_000) return `0.${THREE[milliseconds]}`;
  return `${Math.floor(milliseconds / 1_000)}.${THREE[milliseconds % 1_000]}`;
}
