/** Evaluates JMESPath where it can be stopped: one job at a time, each a text in and a text out. */
import { parentPort } from "node:worker_threads";
import { compile, type JSONValue, TreeInterpreter } from "@jmespath-community/jmespath";
import { messageOf } from "../../kernel/index.ts";
import type { JmespathJob, JmespathReply } from "./jmespath-protocol.ts";

parentPort?.on("message", (job: JmespathJob) => parentPort?.postMessage(replyTo(job)));
parentPort?.postMessage("ready");

function replyTo({ id, expression, body, maxOutput }: JmespathJob): JmespathReply {
  try {
    const compiled = compile(expression);
    if (body === undefined) return { id, ok: true, text: "null" };
    const text =
      JSON.stringify(TreeInterpreter.search(compiled, JSON.parse(body) as JSONValue) ?? null) ?? "null";
    if (text.length <= maxOutput) return { id, ok: true, text };
    return { id, ok: false, reason: "too_large", message: "its result is too large" };
  } catch (error) {
    return { id, ok: false, reason: "invalid", message: messageOf(error).slice(0, 300) };
  }
}
