import { isIP } from "node:net";
import type { Destination } from "./destination.ts";
import { dottedIpv4, ipv6Groups, networks } from "./ip-address.ts";
import { type Refusal, refuse } from "./refusal.ts";

type AddressClass = "public" | "private" | "metadata" | "reserved";

// Link-local as a whole: clouds keep adding metadata addresses there, and no API lives there.
const isMetadata = networks([
  "169.254.0.0/16",
  "168.63.129.16/32",
  "100.100.100.200/32",
  "192.0.0.192/32",
  "fd00:ec2::/32",
  "fd20:ce::254/128",
  "fe80::a9fe:a9fe/128",
]);
const isPrivateIpv4 = networks([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
]);
const isPrivateIpv6 = networks(["::1/128", "fc00::/7"]);
const isReservedIpv4 = networks([
  "0.0.0.0/8",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);
const isGlobalUnicast = networks(["2000::/3"]);
const isReservedGlobalUnicast = networks([
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "2620:4f:8000::/48",
]);

/**
 * Whether an address may be dialled for a destination.
 *
 * Public addresses may; for IPv6 that is a positive rule (global unicast without its special blocks), because every
 * way of hiding an IPv4 address in an IPv6 one falls outside it. Private ones may where the destination says so.
 * Metadata services never may, however they are written. `askedFor` is the name it was resolved from, for the message.
 */
export function vetAddress(
  address: string,
  destination: Destination,
  askedFor = address,
): { ok: true } | Refusal {
  const kind = classify(address);
  const subject = askedFor === address ? `${address} is` : `${askedFor} resolves to ${address}, which is`;
  if (kind === "metadata")
    return refuse("metadata_address", `${subject} a cloud metadata address, always refused`);
  if (kind === "public" || isAllowed(address, kind, destination)) return { ok: true };
  const remedy = "an admin can allow private addresses for this integration";
  return refuse("private_address", `${subject} not a public address; ${remedy}`);
}

function isAllowed(address: string, kind: AddressClass, destination: Destination): boolean {
  const nat64 = destination.allowNat64 ? nat64Ipv4(address) : undefined;
  if (nat64) return vetAddress(nat64, destination).ok;
  const allowed = destination.allowPrivateNetwork ?? false;
  if (typeof allowed === "boolean") return allowed && kind === "private";
  return networks(allowed.cidrs)(address);
}

function classify(address: string): AddressClass {
  if (isIP(address) === 4) return classifyIpv4(address);
  const groups = ipv6Groups(address);
  if (!groups) return "reserved";
  if (isMetadata(address) || embeddedIpv4(groups).some(isMetadata)) return "metadata";
  if (isPrivateIpv6(address)) return "private";
  return isGlobalUnicast(address) && !isReservedGlobalUnicast(address) ? "public" : "reserved";
}

function classifyIpv4(address: string): AddressClass {
  if (isMetadata(address)) return "metadata";
  if (isPrivateIpv4(address)) return "private";
  return isReservedIpv4(address) ? "reserved" : "public";
}

/** Every IPv4 address that a transition mechanism would read out of these groups. */
function embeddedIpv4(groups: readonly number[]): string[] {
  const [first = 0, second = 0, third = 0, , , , high = 0, low = 0] = groups;
  if (first === 0x2002) return [dottedIpv4(second, third)];
  if (first === 0x2001 && second === 0) return [dottedIpv4(high ^ 0xffff, low ^ 0xffff)];
  // Mapped, compatible, translated and both NAT64 prefixes keep it in the last 32 bits.
  const isTranslation = first === 0 || (first === 0x64 && second === 0xff9b);
  return isTranslation ? [dottedIpv4(high, low)] : [];
}

function nat64Ipv4(address: string): string | undefined {
  const groups = ipv6Groups(address);
  if (groups?.slice(0, 6).join() !== [0x64, 0xff9b, 0, 0, 0, 0].join()) return undefined;
  return dottedIpv4(groups[6] ?? 0, groups[7] ?? 0);
}
