/** What Chief is measured against: Bolt and the openai package in a hand-written loop that stores nothing. */
import { App } from "@slack/bolt";
import OpenAI from "openai";
import { request } from "undici";

const env = (name: string) => process.env[name] ?? "";
const app = new App({
  token: env("SLACK_BOT_TOKEN"),
  signingSecret: env("SLACK_SIGNING_SECRET"),
  clientOptions: { slackApiUrl: env("SLACK_API_URL") },
});
const openai = new OpenAI({ baseURL: env("OPENAI_BASE_URL"), apiKey: env("OPENAI_API_KEY") });
const tools = [
  {
    type: "function" as const,
    function: {
      name: "list_orders",
      description: "List orders from the Internal Orders API",
      parameters: { type: "object", properties: { status: { type: "string" } }, required: ["status"] },
    },
  },
];

async function step(messages: OpenAI.ChatCompletionMessageParam[]) {
  let content = "";
  const calls: { id: string; type: "function"; function: { name: string; arguments: string } }[] = [];
  const stream = await openai.chat.completions.create({ model: "fake", messages, tools, stream: true });
  for await (const { choices } of stream) {
    const delta = choices[0]?.delta;
    content += delta?.content ?? "";
    for (const part of delta?.tool_calls ?? []) {
      calls[part.index] ??= {
        id: part.id ?? "",
        type: "function",
        function: { name: part.function?.name ?? "", arguments: "" },
      };
      const call = calls[part.index];
      if (call) call.function.arguments += part.function?.arguments ?? "";
    }
  }
  return { content, calls };
}

async function listOrders(): Promise<string> {
  const { body } = await request(`${env("ORDERS_API_URL")}/orders?status=open`);
  const { orders } = (await body.json()) as { orders: { id: number; status: string; total: number }[] };
  return JSON.stringify(orders.map(({ id, status, total }) => ({ id, status, total })));
}

app.event("app_mention", async ({ event, say }) => {
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "system", content: "You are Chief, a Slack assistant. Use the tools to answer." },
    { role: "user", content: event.text },
  ];
  for (let turn = 0; turn < 8; turn++) {
    const { content, calls } = await step(messages);
    if (calls.length === 0) {
      await say({ text: content, thread_ts: event.ts });
      return;
    }
    messages.push({ role: "assistant", content: content || null, tool_calls: calls });
    for (const call of calls)
      messages.push({ role: "tool", tool_call_id: call.id, content: await listOrders() });
  }
});
await app.start(Number(env("PORT")));
console.log("ready");
