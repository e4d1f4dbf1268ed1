import { canonicalJson, sha256Hex } from "../../../kernel/index.ts";
import type { World } from "../world/world.ts";
import type { ApiReply } from "./api.ts";
import { Problem } from "./problem.ts";

/**
 * Acts at most once for an `Idempotency-Key`: the same request again gets the reply of the first, another one 422.
 * A request that was refused may be corrected and sent with the same key. Without a key it simply acts.
 */
export function onlyOnce(
  world: World,
  identity: { api: string; key: string | string[] | undefined; request: unknown },
  act: () => ApiReply,
): ApiReply {
  if (typeof identity.key !== "string") return act();
  const key = `${identity.api} ${identity.key}`;
  const requestHash = sha256Hex(canonicalJson(identity.request));
  const kept = world.findReply(key);
  if (!kept) {
    const reply = act();
    world.putReply({ key, requestHash, reply });
    return reply;
  }
  if (kept.requestHash !== requestHash) throw reused();
  return { ...kept.reply, headers: { ...kept.reply.headers, "idempotent-replayed": "true" } };
}

function reused(): Problem {
  const detail = "This Idempotency-Key was used for another request; use a new one for each";
  return new Problem({ status: 422, title: "Idempotency key reused", detail });
}
