// A line -> the index of its service (lambda/diagnosis/services.ts). Nearly always the target group decides, and the
// host has written which service it is. Where the host name of the request decides too, the host is asked once for each
// beginning of a request (method, scheme, host, port) in a target group, and the answer is remembered with the bytes of
// that beginning.

import { SERVICE_PREFIXES, SERVICES_OF_GROUPS } from './memory';
import { pathStart } from './route';
import { same } from './words';

/** Index of the service of a request between two addresses (method, space, URL) in a target group. */
@external('host', 'service')
declare function hostService(start: usize, end: usize, group: u32): u32;

/** In place of a number: the host name of the request decides. */
export const BY_HOST: u32 = 0xff;
/** Layout of a slot: length, target group and service (a halfword each), the text. */
const SLOT_SIZE: usize = 96;
const SLOTS: usize = 64;
const TEXT: usize = 8;
const LENGTH_MAX: usize = 88;

let hasServices: bool = false;

export function setServices(any: bool): void {
  hasServices = any;
  forgetServices();
}

@inline
export function servicesWanted(): bool {
  return hasServices;
}

export function forgetServices(): void {
  if (hasServices) memory.fill(SERVICE_PREFIXES, 0, SLOTS * SLOT_SIZE);
}

@inline
export function serviceIndex(start: usize, end: usize, group: u32): u32 {
  const known = <u32>load<u8>(SERVICES_OF_GROUPS + <usize>group);
  return known != BY_HOST ? known : byHost(start, end, group);
}

function byHost(start: usize, end: usize, group: u32): u32 {
  const words = load<u64>(start) ^ (load<u64>(start, 12) * 0x9e3779b97f4a7c15) ^ (<u64>group << 32);
  const slot = SERVICE_PREFIXES + <usize>((words * 0x9e3779b97f4a7c15) >> 58) * SLOT_SIZE;
  const length = <usize>load<u32>(slot);
  // The slash behind it ends the host: without that, a longer host begins alike.
  if (
    length != 0 && <u32>load<u16>(slot, 4) == group && start + length < end && load<u8>(start + length) == 0x2f &&
    same(start, slot + TEXT, length)
  ) return <u32>load<u16>(slot, 6);
  const service = hostService(start, end, group);
  const path = pathStart(start, end);
  const before = path - start;
  if (path < end && before >= 16 && before <= LENGTH_MAX) {
    store<u32>(slot, <u32>before);
    store<u16>(slot, <u16>group, 4);
    store<u16>(slot, <u16>service, 6);
    memory.copy(slot + TEXT, start, before);
  }
  return service;
}
