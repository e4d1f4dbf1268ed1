/**
 * What a compiled skill of five calls costs beside the calls themselves, on the embedded database.
 *
 *   npm run bench:skill -- [runs]
 *
 * Prints JSON. In one process and in turns: the five calls through the execution room alone, and a skill that makes the
 * same five. The difference, by step, is Chief's own time: planning by replay, storing each step, answering.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAnswerMapper } from "../src/actions/index.ts";
import { createExecution, prepareCall } from "../src/execution/index.ts";
import { newId } from "../src/kernel/index.ts";
import { createCommandPlanner, createPlanner } from "../src/planning/index.ts";
import { createSkillPlanner, createSkills } from "../src/skills/index.ts";
import { openTalk } from "../test/conversation/talk.ts";
import { action, catalogueOf, connectApi, newTeam, openGround } from "../test/support/team.ts";

const STEPS = 5;
const WARM_UP = 10;
const runs = Number(process.argv[2] ?? 100);

const DOCUMENT = `---
name: five-calls
description: Five calls
---

\`\`\`yaml workflow
steps:
${Array.from({ length: STEPS }, (_, at) => `  - { do: call, id: order_${at + 1}, action: orders.get-order, with: { id: ${at === 0 ? "1" : `"{{order_${at}.next}}"`} } }`).join("\n")}
  - { do: say, text: "{{order_${STEPS}.next}}" }
\`\`\`
`;

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rounded = (value: number) => Math.round(value * 100) / 100;

const ground = await openGround();
const team = await newTeam(ground);
const api = createServer((_request, response) => {
  response.setHeader("content-type", "application/json").end('{"id":1,"next":2}');
});
await once(api.listen(0, "127.0.0.1"), "listening");
const baseUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
await connectApi(ground, team, {
  name: "Orders",
  baseUrl,
  actions: [action("get-order", "GET", "/orders/{{id}}")],
});

const mapper = createAnswerMapper();
const execution = createExecution({
  ...ground,
  mapper,
  approvalTtlMs: 3_600_000,
  scrub: String,
  cardUrl: String,
});
const catalogue = await catalogueOf(ground, team);
const skills = createSkills({ ...ground, model: undefined, builtIn: [] });
const saved = await skills.save({
  workspaceId: team.workspace.id,
  by: team.ada.id,
  text: DOCUMENT,
  catalogue,
});
if (!saved.ok) throw new Error(saved.faults.join("; "));
const others = createPlanner({ mode: "commands", commands: createCommandPlanner(), model: undefined });
const planner = createSkillPlanner({ others });

async function callsAlone(): Promise<number> {
  const startedAtMs = performance.now();
  for (let step = 0; step < STEPS; step++) {
    const prepared = prepareCall(catalogue, {
      kind: "action",
      actionId: catalogue.actionsOf(catalogue.integrations[0]?.id ?? "")[0]?.id ?? "",
      arguments: { id: 1 },
    });
    if (!prepared.ok) throw new Error(prepared.message);
    const context = {
      workspaceId: team.workspace.id,
      runId: newId("run"),
      threadId: null,
      memberId: team.ada.id,
    };
    const outcome = await execution.perform({
      id: newId("call"),
      context,
      catalogueVersion: catalogue.version,
      foreign: [],
      ...prepared,
    });
    if (outcome.kind !== "answered") throw new Error(outcome.kind);
  }
  return performance.now() - startedAtMs;
}

async function asSkill(): Promise<number> {
  const talk = await openTalk(ground, team, { planner });
  await talk.write(team.ada, "five-calls", 0);
  const startedAtMs = performance.now();
  await talk.advance();
  const tookMs = performance.now() - startedAtMs;
  if (talk.chat.answers()[0] !== "2") throw new Error(`the skill answered ${talk.chat.answers()[0]}`);
  return tookMs;
}

for (let at = 0; at < WARM_UP; at++) await callsAlone().then(asSkill);
const [alone, skill]: [number[], number[]] = [[], []];
for (let at = 0; at < runs; at++) {
  alone.push(await callsAlone());
  skill.push(await asSkill());
}
const [callsMs, skillMs] = [median(alone), median(skill)];
console.log(
  JSON.stringify(
    {
      runs,
      steps: STEPS,
      callsMs: rounded(callsMs),
      skillMs: rounded(skillMs),
      ownMsPerStep: rounded((skillMs - callsMs) / STEPS),
    },
    null,
    2,
  ),
);
api.close();
await mapper.close();
await ground.close();
process.exit(0);
