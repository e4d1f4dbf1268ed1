const METADATA_NAMES = new Set([
  "instance-data",
  "instance-data.ec2.internal",
  "metadata",
  "metadata.azure.internal",
  "metadata.goog",
  "metadata.google.internal",
  "metadata.packet.net",
  "metadata.platformequinix.com",
  "metadata.tencentyun.com",
  "rancher-metadata",
  "rancher-metadata.rancher.internal",
]);

// RFC 6761 and RFC 9476 names, names ICANN will not delegate, and what routers, containers and service meshes use.
const SPECIAL_TOP_LABELS = new Set([
  ..."alt arpa example invalid local localhost onion test internal".split(" "),
  ..."corp home mail private intranet intra lan localdomain domain workgroup".split(" "),
  ..."consul docker nomad svc kube kubernetes mesh node pod priv router gateway belkin".split(" "),
  ..."bit eth gnu i2p exit zkey".split(" "),
]);

/** Whether a name (lower case, no trailing dot) is that of a cloud's metadata service. */
export function isMetadataName(name: string): boolean {
  return METADATA_NAMES.has(name);
}

/**
 * Whether a name (lower case, no trailing dot) has no place on the public internet: one label only, or under a
 * special-use top label. Refused whatever it resolves to, since split DNS or a proxy may see another answer.
 */
export function isSpecialName(name: string): boolean {
  const labels = name.split(".");
  return labels.length === 1 || SPECIAL_TOP_LABELS.has(labels.at(-1) ?? "");
}
