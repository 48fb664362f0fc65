/**
 * Addresses that fail and addresses that do not -> the subnet that holds all of the first and none of the others, if
 * there is one.
 */

const BITS = 32;
/**
 * A VPC's subnets have 16 to 28 bits (VPC guide, "Subnet sizing"); addresses share more than 24 by chance too often.
 */
const SHORTEST = 16;
const LONGEST = 24;

/**
 * `10.0.2.0/24`: the smallest that holds all that fail. Undefined where it holds others too, and for anything but IPv4.
 */
export function commonSubnet(failing: readonly string[], healthy: readonly string[]): string | undefined {
  const inside = failing.map(bitsOf);
  const [first] = inside;
  if (first === undefined || healthy.length === 0) return undefined;
  for (let length = LONGEST; length >= SHORTEST; length--) {
    const isIn = (address: number | undefined): boolean =>
      address !== undefined && prefix(address, length) === prefix(first, length);
    if (!inside.every(isIn)) continue;
    const network = prefix(first, length) * 2 ** (BITS - length);
    return healthy.map(bitsOf).some(isIn) ? undefined : `${textOf(network)}/${length}`;
  }
  return undefined;
}

function prefix(address: number, length: number): number {
  return Math.floor(address / 2 ** (BITS - length));
}

/** `10.0.2.11:8080` -> a number of 32 bits. */
function bitsOf(target: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::\d+)?$/.exec(target);
  if (match === null) return undefined;
  return match.slice(1).reduce((all, part) => all * 256 + Number(part), 0);
}

function textOf(bits: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}
