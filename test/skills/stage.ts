import { afterAll, beforeAll, beforeEach } from "vitest";
import { Secret } from "../../src/kernel/index.ts";
import { createOpenAiModel, type Model } from "../../src/model/index.ts";
import type { Member } from "../../src/people/index.ts";
import { createCommandPlanner, createModelPlanner, createPlanner } from "../../src/planning/index.ts";
import { createSkillPlanner, createSkills } from "../../src/skills/index.ts";
import { openTalk, type Talk } from "../conversation/talk.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { json, type Recorded, type RecordingApi, recordingApi } from "../support/recording-api.ts";
import {
  action,
  catalogueOf,
  connectApi,
  type Ground,
  NOON,
  newTeam,
  openGround,
  type Team,
} from "../support/team.ts";

/** What skills are tried on: a team with an API that is there, and a model that says what a test wrote down. */
export interface Stage {
  readonly ground: Ground;
  readonly team: Team;
  readonly api: RecordingApi;
  readonly model: ModelServer;
  /** A thread of its own, where explicit requests are for the commands and the rest for the model. */
  open(): Promise<Talk>;
  say(talk: Talk, text: string, by?: Member): Promise<string>;
  /** Saves a skill of these steps, written as YAML. */
  save(name: string, workflow: string): Promise<void>;
  /** The requests that arrived, as `GET /orders/1`. */
  sent(): string[];
}

const ANSWER = { id: 7, total: 120, note: "Where is my parcel?", items: [{ sku: "A" }, { sku: "B" }] };

/** Builds it for every test of a file. The API answers each request with the same order, or as `respond` says. */
export function skillStage(respond: (request: Recorded) => unknown = () => ANSWER): Stage {
  let [ground, team, api, model]: [Ground?, Team?, RecordingApi?, ModelServer?] = [];
  let minute = 0;
  const there = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error("the stage is used before its test");
    return thing;
  };
  beforeAll(async () => {
    [ground, model] = await Promise.all([openGround(), startModelServer()]);
  });
  afterAll(() => Promise.all([ground?.close(), model?.close()]));
  beforeEach(async () => {
    team = await newTeam(there(ground));
    api = await recordingApi((request, response) => json(response, respond(request) as object));
    await connectApi(there(ground), team, {
      name: "Orders",
      baseUrl: api.origin,
      actions: [
        action("get-order", "GET", "/orders/{{id}}"),
        action("tag-order", "GET", "/orders/{{id}}/tag"),
        action("customer-of-order", "GET", "/orders/{{id}}", {
          mapping: { kind: "fields", fields: [{ name: "remark", path: "note" }] },
        }),
        action("refund-order", "POST", "/orders/{{id}}/refund", { body: ["amount"] }),
      ],
    });
  });
  return {
    get ground() {
      return there(ground);
    },
    get team() {
      return there(team);
    },
    get api() {
      return there(api);
    },
    get model() {
      return there(model);
    },
    open: () => open(there(ground), there(team), modelAt(there(model))),
    async say(talk, text, by = there(team).ada) {
      minute += 1;
      there(ground).setClock(new Date(NOON.getTime() + minute * 60_000));
      await talk.write(by, text, minute);
      await talk.advance();
      return talk.chat.answers().at(-1) ?? "";
    },
    save: (name, workflow) => save(there(ground), there(team), { name, workflow }),
    sent: () => there(api).requests.map(({ method, url }) => `${method} ${url}`),
  };
}

const modelAt = (server: ModelServer) =>
  createOpenAiModel({
    apiKey: new Secret(server.apiKey),
    baseUrl: server.baseUrl,
    model: "test-model",
    timeoutMs: 5_000,
    maxRetries: 0,
  });

function open(ground: Ground, team: Team, model: Model): Promise<Talk> {
  const commands = createCommandPlanner();
  const others = createPlanner({ mode: "auto", commands, model: createModelPlanner({ model }) });
  return openTalk(ground, team, { planner: createSkillPlanner({ others }), model });
}

async function save(
  ground: Ground,
  team: Team,
  { name, workflow }: { name: string; workflow: string },
): Promise<void> {
  const text = `---\nname: ${name}\ndescription: For tests\n---\n\n\`\`\`yaml workflow\n${workflow}\n\`\`\`\n`;
  const model = { name: "none", complete: () => Promise.reject(new Error("no model here")) };
  const saved = await createSkills({ ...ground, model, builtIn: [] }).save({
    workspaceId: team.workspace.id,
    by: team.ada.id,
    text,
    catalogue: await catalogueOf(ground, team),
  });
  if (!saved.ok) throw new Error(saved.faults.join("; "));
}
