// Lines that may become examples of slow requests. The host reads none of them before the end of the window, and then
// only those that are still among the slowest: of the lines that are slower than all before them, most are not for
// long, and reading one takes as long as counting a hundred.

import { SLOWEST, SLOWEST_MAX, WAITING, WAITING_SIZE } from './memory';

/** The host considers the line as an example, and counts nothing. `place` says whose it is. */
@external('host', 'example')
declare function hostExample(start: usize, end: usize, place: u32, seconds: f64): void;

/** In a place: the numbers of minute (6 bits), load balancer (6), target group (8) and kind: memory.ts has no more. */
export const PLACE_BALANCER: u32 = 6;
export const PLACE_GROUP: u32 = 12;
export const PLACE_KIND: u32 = 20;

@inline
export function examplePlace(minute: u32, loadBalancer: u32, group: u32, kind: u32): u32 {
  return minute | (loadBalancer << PLACE_BALANCER) | (group << PLACE_GROUP) | (kind << PLACE_KIND);
}

/** How many of the slowest are kept; their seconds are at SLOWEST, falling, zeros where there is room. */
let places: u32 = 0;
let waiting: u32 = 0;

/** No line below this can exceed the seconds, however the sum is rounded. */
let leastMilliseconds: i32 = i32.MAX_VALUE;
let leastSeconds: f64 = Infinity;

/** The host has written the seconds of those that it keeps. */
export function setSlowest(count: u32): void {
  places = count;
  if (places == 0) {
    leastSeconds = Infinity;
    leastMilliseconds = i32.MAX_VALUE;
  } else {
    useLeast();
  }
}

function useLeast(): void {
  leastSeconds = load<f64>(SLOWEST + (<usize>(places - 1) << 3));
  leastMilliseconds = leastSeconds > 1e6 ? i32.MAX_VALUE : <i32>Math.floor(leastSeconds * 1000);
}

/** By the time that elapsed or the sum of the others, as in lambda/diagnosis/examples.ts. */
@inline
export function isAmongSlowest(elapsed: i32, requestTime: i32, targetTime: i32, responseTime: i32): bool {
  if (elapsed < leastMilliseconds && max(requestTime, 0) + max(targetTime, 0) + max(responseTime, 0) < leastMilliseconds) return false;
  return totalSeconds(elapsed, requestTime, targetTime, responseTime) > leastSeconds;
}

export function totalSeconds(elapsed: i32, requestTime: i32, targetTime: i32, responseTime: i32): f64 {
  return max(secondsOf(elapsed), secondsOf(requestTime) + secondsOf(targetTime) + secondsOf(responseTime));
}

/** The very number the reference parser makes of the digits. */
@inline
function secondsOf(time: i32): f64 {
  return time < 0 ? 0 : <f64>time / 1000;
}

/** The line between the addresses may be an example at the end of the window; it is among the slowest now. */
export function waitForExample(start: usize, end: usize, place: u32, seconds: f64): void {
  let at = SLOWEST + (<usize>(places - 1) << 3);
  while (at > SLOWEST && load<f64>(at - 8) < seconds) {
    store<f64>(at, load<f64>(at - 8));
    at -= 8;
  }
  store<f64>(at, seconds);
  useLeast();
  const entry = WAITING + <usize>waiting * WAITING_SIZE;
  store<u32>(entry, <u32>start);
  store<u32>(entry, <u32>end, 4);
  store<f64>(entry, seconds, 8);
  store<u32>(entry, place, 16);
  if (++waiting == SLOWEST_MAX) showWaiting();
}

/** To be called before the host reads any other line, because it takes them in order; and before the window moves. */
export function showWaiting(): void {
  if (waiting == 0) return;
  // The host says again what it keeps, which is not yet all.
  const least = leastSeconds;
  const end = WAITING + <usize>waiting * WAITING_SIZE;
  for (let entry = WAITING; entry < end; entry += WAITING_SIZE) {
    if (load<f64>(entry, 8) >= least) hostExample(load<u32>(entry), load<u32>(entry, 4), load<u32>(entry, 16), load<f64>(entry, 8));
  }
  waiting = 0;
}

/** The line between the addresses is an example whatever its time. */
export function showExample(start: usize, end: usize, place: u32, seconds: f64): void {
  showWaiting();
  hostExample(start, end, place, seconds);
}

/** Before an object; one that broke may have left some. */
export function forgetWaiting(): void {
  waiting = 0;
}
