import { BlockList, isIP } from "node:net";

/** A test for membership in a fixed set of networks, each in CIDR notation. Text that is no CIDR matches nothing. */
export function networks(cidrs: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const cidr of cidrs) addNetwork(list, cidr);
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

function addNetwork(list: BlockList, cidr: string): void {
  const [network = "", width = "", ...rest] = cidr.split("/");
  const family = isIP(network);
  const bits = Number(width);
  const widest = family === 6 ? 128 : 32;
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(width) || bits > widest) return;
  list.addSubnet(network, bits, family === 6 ? "ipv6" : "ipv4");
}

/** The eight 16-bit groups of an IPv6 address without zone, or `undefined` for any other text. */
export function ipv6Groups(address: string): readonly number[] | undefined {
  if (isIP(address) !== 6 || address.includes("%")) return undefined;
  // The URL parser writes the embedded dotted form as hex and compresses one way, so one split is enough.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

/** Two 16-bit groups as a dotted IPv4 address. */
export function dottedIpv4(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
