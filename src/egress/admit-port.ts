import type { Destination } from "./destination.ts";

// The Fetch standard's “bad ports” and the databases, caches, queues and remote shells a forged request could speak to.
const NON_HTTP_PORTS = new Set([
  ...[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  ],
  ...[
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 138, 139, 143, 161, 162, 179, 389, 427, 445, 465, 512,
    513,
  ],
  ...[
    514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 873, 989, 990, 993, 995, 1433, 1521,
  ],
  ...[
    1719, 1720, 1723, 1883, 2049, 2181, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5900, 6000,
    6379,
  ],
  ...[
    6380, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 9092, 10080, 11211, 26379, 27017, 27018,
    27019,
  ],
]);

/**
 * Whether a parsed `http:` or `https:` URL's port may be dialled: the scheme's own, one the destination lists, or
 * any when private networks are allowed; never that of a service that is not HTTP.
 */
export function isPortAllowed(url: URL, destination: Destination): boolean {
  if (url.port === "") return true;
  const port = Number(url.port);
  if (port < 1 || NON_HTTP_PORTS.has(port)) return false;
  return Boolean(destination.allowPrivateNetwork) || (destination.allowedPorts ?? []).includes(port);
}
