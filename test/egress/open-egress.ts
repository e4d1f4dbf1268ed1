import { onTestFinished } from "vitest";
import { createEgress, type Destination, type Egress, type EgressOptions } from "../../src/egress/index.ts";

/** What an admin sets for a service on this machine. */
export const LOCAL: Destination = { allowHttp: true, allowPrivateNetwork: true };

/** An egress that is closed when the test ends. */
export function openEgress(options: EgressOptions = {}): Egress {
  const egress = createEgress(options);
  onTestFinished(() => egress.close());
  return egress;
}

/** A GET as `send` takes it. */
export function get(url: string, destination: Destination = LOCAL) {
  return { method: "GET", url, headers: {}, destination };
}
