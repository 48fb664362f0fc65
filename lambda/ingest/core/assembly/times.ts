// The text of a time -> milliseconds since 1970. The minutes are the host's to know: it says when each began, and here
// its text is known again. What is not written just so is odd, as in values.ts.

import { ROW_MINUTE_SIZE, ROW_MINUTES, ROW_MINUTES_MAX } from './memory';
import { odd, POINT, ZERO } from './values';

let minutes: u32 = 0;
let lastMinute: usize = ROW_MINUTES;
/** The first minute of the line at hand that timeIn() did not know; 0 if it knew all. */
export let unknownMinute: usize = 0;

export function startMinutes(): void {
  unknownMinute = 0;
}

export function forgetMinutes(): void {
  minutes = 0;
  lastMinute = ROW_MINUTES;
  memory.fill(ROW_MINUTES, 0, <usize>ROW_MINUTES_MAX * ROW_MINUTE_SIZE);
}

/** `start` is when unknownMinute began, milliseconds since 1970. The oldest one makes room. */
export function learnMinute(start: f64): void {
  const entry = ROW_MINUTES + <usize>(minutes++ % ROW_MINUTES_MAX) * ROW_MINUTE_SIZE;
  v128.store(entry, v128.load(unknownMinute));
  store<f64>(entry, start, 16);
}

@inline
function isMinute(text: v128, entry: usize): bool {
  return !v128.any_true(v128.xor(text, v128.load(entry)));
}

function findMinute(at: usize): usize {
  const text = v128.load(at);
  if (isMinute(text, lastMinute)) return lastMinute;
  const known = min(minutes, ROW_MINUTES_MAX);
  for (let i: u32 = 0; i < known; i++) {
    const entry = ROW_MINUTES + <usize>i * ROW_MINUTE_SIZE;
    if (!isMinute(text, entry)) continue;
    lastMinute = entry;
    return entry;
  }
  return 0;
}

/** Bytes of `2026-07-01T10:04`, and of that with its seconds. */
const MINUTE_LENGTH: usize = 16;
const SECONDS_END: usize = 19;

/** The hour 24 has one moment alone, which makes nothing known of the rest of its minute. */
const HOUR: usize = 11;
const HOUR_24: u16 = 0x3432;

/** `2026-07-01T10:04:05`, perhaps with decimals and `Z`. */
export function timeIn(at: usize, end: usize): f64 {
  const length = end - at;
  if (length < SECONDS_END || load<u8>(at, 16) != 0x3a || load<u16>(at, HOUR) == HOUR_24) return odd();
  const tens = <u32>load<u8>(at, 17) - ZERO;
  const ones = <u32>load<u8>(at, 18) - ZERO;
  if (tens > 5 || ones > 9) return odd();
  if (load<u8>(end - 1) == 0x5a) end--;
  let millis = (tens * 10 + ones) * 1000;
  if (end - at > SECONDS_END) {
    if (load<u8>(at, SECONDS_END) != POINT || end - at > SECONDS_END + 10 || end - at < SECONDS_END + 2) return odd();
    let place: u32 = 100;
    for (let p = at + SECONDS_END + 1; p < end; p++) {
      const digit = <u32>load<u8>(p) - ZERO;
      if (digit > 9) return odd();
      millis += digit * place;
      place /= 10;
    }
  } else if (end - at < SECONDS_END) return odd();
  const minute = findMinute(at);
  if (minute == 0) {
    if (unknownMinute == 0) unknownMinute = at;
    return NaN;
  }
  return load<f64>(minute, MINUTE_LENGTH) + <f64>millis;
}

/** A time in the form of timeIn(), put together from one that is written otherwise. */
export const MOMENT: usize = memory.data(32, 16);

const DASH: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const SLASH: u8 = 0x2f;
const COLON: u8 = 0x3a;
const NGINX_LENGTH: usize = 26;
/** `/Jan`, `/Feb` and so on, as words. */
const MONTHS: usize = memory.data<u32>([
  0x6e614a2f, 0x6265462f, 0x72614d2f, 0x7270412f, 0x79614d2f, 0x6e754a2f, 0x6c754a2f, 0x6775412f, 0x7065532f, 0x74634f2f, 0x766f4e2f, 0x6365442f,
]);

/** Two digits; 100 where they are none. */
@inline
function pairIn(at: usize): u32 {
  const tens = <u32>load<u8>(at) - ZERO;
  const ones = <u32>load<u8>(at, 1) - ZERO;
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/** `04/May/2026:18:00:01 +0800`, nginx's $time_local. */
export function nginxTimeIn(at: usize, end: usize): f64 {
  if (end - at != NGINX_LENGTH || load<u8>(at, 6) != SLASH || load<u8>(at, 11) != COLON || load<u8>(at, 20) != 0x20) return odd();
  const sign = load<u8>(at, 21);
  const hours = pairIn(at + 22);
  const minutes = pairIn(at + 24);
  if ((sign != PLUS && sign != DASH) || hours > 23 || minutes > 59) return odd();
  const name = load<u32>(at, 2);
  let month: u32 = 0;
  while (month < 12 && load<u32>(MONTHS + (<usize>month << 2)) != name) month++;
  if (month++ == 12) return odd();
  store<u32>(MOMENT, load<u32>(at, 7));
  store<u32>(MOMENT, 0x2d30302d + ((month / 10) << 8) + ((month % 10) << 16), 4);
  store<u16>(MOMENT, load<u16>(at), 8);
  store<u8>(MOMENT, 0x54, 10);
  store<u32>(MOMENT, load<u32>(at, 12), 11);
  store<u32>(MOMENT, load<u32>(at, 16), 15);
  const ahead = <f64>((hours * 60 + minutes) * 60_000);
  const local = timeIn(MOMENT, MOMENT + SECONDS_END);
  return sign == PLUS ? local - ahead : local + ahead;
}
