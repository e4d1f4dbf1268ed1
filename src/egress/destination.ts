/**
 * What an admin allowed for one integration. Everything absent is refused: by default only `https` on port 443
 * of a public address, redirects within the same origin, and the public certificate authorities.
 */
export interface Destination {
  /** Also plain `http`, on port 80. */
  readonly allowHttp?: boolean;
  /**
   * `true`: RFC 1918, carrier NAT, loopback and unique local addresses, and internal names such as `wiki.corp`.
   * An object: only addresses in `cidrs` (`10.1.0.0/16`; an entry that is no CIDR matches nothing), and of the
   * internal names only `hosts`. Either opens every port but those of well-known non-HTTP services. Cloud
   * metadata stays refused.
   */
  readonly allowPrivateNetwork?: boolean | PrivateNetwork;
  /** Further ports, beside 443 (and 80 for `http`). Ports of well-known non-HTTP services stay refused. */
  readonly allowedPorts?: readonly number[];
  /** Addresses in 64:ff9b::/96, for networks that reach IPv4 by NAT64; the IPv4 inside is vetted. */
  readonly allowNat64?: boolean;
  /** GET and HEAD may be redirected to another origin, without credentials. */
  readonly allowCrossOriginRedirects?: boolean;
  /** Certificates (PEM) to trust *instead of* the public authorities. */
  readonly ca?: string;
}

export interface PrivateNetwork {
  readonly cidrs: readonly string[];
  readonly hosts?: readonly string[];
}
