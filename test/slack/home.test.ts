/** The Home tab of a person, and the forms that are opened there. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "../../src/kernel/index.ts";
import { homeView } from "../../src/slack/home/home-view.ts";
import { validateView } from "../../src/slack/index.ts";
import { isAnswer, replies, reply, said } from "../scenarios/talk.ts";
import {
  type Chief,
  cardOf,
  eventually,
  PEOPLE,
  type Person,
  type Posted,
  startChief,
} from "../support/chief.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http", scheduleTick: "* * * * * *" });
});
afterAll(() => chief?.stop());

const open = (person: Person) => chief.workspace().human.openAppHome({ user: PEOPLE[person], tab: "home" });

function blocksOf(person: Person): readonly JsonObject[] {
  const blocks = chief.workspace().reading.home(PEOPLE[person])?.["blocks"];
  return Array.isArray(blocks) ? blocks.filter(isJsonObject) : [];
}

/** The Home tab of a person as text, once it holds `words`. */
function home(person: Person, words: string | RegExp): Promise<string> {
  return eventually(
    `the Home tab with ${words}`,
    async () => {
      const text = JSON.stringify(blocksOf(person));
      return text.match(words) ? text : undefined;
    },
    async () => blocksOf(person),
  );
}

/** Presses the button of that label in the block that holds `words`. */
async function press(person: Person, words: string, label: string) {
  const { human, reading } = chief.workspace();
  const block = blocksOf(person).find((one) => {
    const text = JSON.stringify(one);
    return text.includes(words) && text.includes(label);
  });
  const at = blocksOf(person).findIndex((one) => JSON.stringify(one).includes(words));
  const candidates = block ? [block] : blocksOf(person).slice(at, at + 2);
  for (const one of candidates) {
    const elements = [one["accessory"], ...(Array.isArray(one["elements"]) ? one["elements"] : [])];
    const button = elements.filter(isJsonObject).find((element) => JSON.stringify(element).includes(label));
    if (!button) continue;
    const viewId = reading.home(PEOPLE[person])?.id ?? "";
    return human.click({
      user: PEOPLE[person],
      viewId,
      actionId: String(button["action_id"]),
      blockId: String(one["block_id"]),
    });
  }
  throw new Error(`${person} sees no button ${label} beside ${words}`);
}

const form = (person: Person) =>
  eventually("the form", async () => {
    const view = chief.workspace().reading.modal(PEOPLE[person]);
    return view?.["submit"] ? view : undefined;
  });

async function submit(person: Person, values: Record<string, string | string[]>) {
  const { id: viewId } = await form(person);
  const answers = Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { value }]));
  return chief.workspace().human.submit({ user: PEOPLE[person], viewId, answers });
}

async function ask(text: string, thread?: Posted): Promise<Posted> {
  const before = thread ? (await said(chief.chat, thread)).filter(isAnswer).length : 0;
  const posted = await chief.chat.say("ada", "#general", text, thread?.ts);
  await replies(chief, thread ?? posted, before + 1);
  return thread ?? posted;
}

/** Saves a skill out of its document, as an admin does on the dashboard. */
async function saveSkill(document: string): Promise<void> {
  const saved = await chief.browser.post("/skills", { document });
  expect(saved.status, saved.html).toBeLessThan(300);
}

const TYPED_SKILL = `---
name: greet
description: Greets somebody.
---

\`\`\`yaml workflow
inputs:
  - { name: who, type: string, description: Whom to greet }
  - { name: times, type: integer }
  - { name: day, type: date }
  - { name: mood, type: string, one_of: [glad, sad] }
  - { name: loud, type: boolean }
  - { name: note, type: string, default: none }
steps:
  - { do: say, text: "Hello {{inputs.who}}, {{inputs.times}} times on {{inputs.day}}, {{inputs.mood}}, loud {{inputs.loud}}, note {{inputs.note}}" }
\`\`\`
`;

describe("B9: App Home", () => {
  it("shows integrations with their status, approvals, skills and schedules; links only for admins", async () => {
    open("ada");
    open("mallory");
    const [adas, mallorys] = [await home("ada", "Schedules"), await home("mallory", "Schedules")];
    for (const text of [adas, mallorys]) {
      expect(text).toContain("✅ Internal Orders API: healthy");
      expect(text).toContain("Nothing waits for you");
      expect(text).toContain("order-report");
      expect(text).toContain("Nothing is scheduled");
    }
    expect(adas).toContain("/integrations/");
    expect(mallorys).not.toContain("/integrations/");
    for (const person of ["ada", "mallory"] as const)
      expect(validateView({ type: "home", blocks: blocksOf(person) })).toEqual([]);
  });

  it("is drawn anew when an integration fails and when it is connected again", async () => {
    open("mallory");
    await home("mallory", "✅ WMS API: healthy");
    const page = await cardOf(chief.browser, "WMS API");
    const wrong = {
      auth_method: "api_key",
      api_key_in: "header",
      api_key_name: "X-Api-Key",
      api_key: "wrong",
    };
    await chief.browser.post(`${page}/credential`, wrong);
    await home("mallory", "❌ WMS API: failing");
    await chief.browser.post(`${page}/credential`, { ...wrong, api_key: chief.wms.token });
    await home("mallory", "✅ WMS API: healthy");
  });

  it("shows schedules; who made one pauses, resumes and runs it there, others do not", async () => {
    open("ada");
    open("mallory");
    await ask("yes", await ask("Chief, every day at 9 run order-report"));
    await home("ada", /order-report, every day.*Next: .* 09:00/);
    expect(await home("mallory", "order-report, every day")).not.toContain("schedule_pause");
    await press("ada", "order-report, every day", "Pause");
    await home("ada", "⏸ Paused");
    await press("ada", "order-report, every day", "Resume");
    await home("ada", /Next: .* 09:00/);
    await press("ada", "order-report, every day", "Run now");
    await eventually("the run", async () =>
      (await chief.chat.channel("#general")).find(({ text }) => text.includes("Schedule 1, run now")),
    );
  });
});

describe("F3: the form of a skill", () => {
  it("has a field of its own kind for each input, refuses what is not right beside it, and runs the rest", async () => {
    await saveSkill(TYPED_SKILL);
    open("mallory");
    await home("mallory", "greet: Greets somebody");
    await press("mallory", "greet: Greets", "Run…");
    const view = await form("mallory");
    const kinds = view.blocks.flatMap((block) =>
      isJsonObject(block["element"]) ? [block["element"]["type"]] : [],
    );
    expect(kinds).toEqual([
      "plain_text_input",
      "number_input",
      "datepicker",
      "static_select",
      "checkboxes",
      "plain_text_input",
      "checkboxes",
      "conversations_select",
    ]);
    const right = { "input-0": "Bob", "input-1": "3", "input-2": "2026-11-21", "input-3": "glad" };
    expect(await submit("mallory", { ...right, "input-1": "three" })).toEqual({
      outcome: "errors",
      errors: { "input-1": "This must be a whole number." },
    });
    expect(await submit("mallory", { ...right, "input-2": "2026-02-31" })).toMatchObject({
      errors: { "input-2": expect.stringContaining("a day such as") },
    });
    expect(await submit("mallory", { ...right, "input-4": ["yes"] })).toEqual({ outcome: "closed" });
    const greeted = "Hello Bob, 3 times on 2026-11-21, glad, loud true, note none";
    const { reading } = chief.workspace();
    const channel = reading.channels(PEOPLE.mallory).find(({ kind }) => kind === "im")?.id ?? "";
    const root = await eventually("the message about it", async () =>
      reading.messages(PEOPLE.mallory, channel).find((one) => JSON.stringify(one).includes("greet")),
    );
    const told = () => chief.chat.thread({ channel, ts: String(root["ts"]) }, "mallory");
    await eventually(
      "the greeting",
      async () => (await told()).find(({ text }) => text.includes(greeted)),
      told,
    );
  });

  it("is offered where a request leaves inputs out, with what it gave, and answers in that thread", async () => {
    await saveSkill(TYPED_SKILL);
    const asked = await chief.chat.say("ada", "#general", "Chief, greet who=Bob times=2");
    const question = await reply(chief, asked);
    expect(question.text).toContain("I need day (a day such as 2026-11-21) and mood (one of glad, sad)");
    await chief.chat.press("ada", { channel: asked.channel, ts: question.ts }, "Fill in the form");
    const view = await form("ada");
    expect(JSON.stringify(view.blocks)).toContain('"initial_value":"Bob"');
    await submit("ada", { "input-2": "2026-11-22", "input-3": "sad" });
    const answers = await replies(chief, asked, 2);
    expect(answers[1]?.text).toContain("Hello Bob, 2 times on 2026-11-22, sad, loud false, note none");
  });

  it("says so when the skill is gone meanwhile", async () => {
    await saveSkill(TYPED_SKILL.replace("name: greet", "name: wave"));
    open("ada");
    await home("ada", "wave: Greets");
    await press("ada", "wave: Greets", "Run…");
    await form("ada");
    await chief.browser.post("/skills/wave/delete", {});
    const right = { "input-0": "Bob", "input-1": "3", "input-2": "2026-11-21", "input-3": "glad" };
    expect(await submit("ada", right)).toEqual({ outcome: "closed" });
    const { reading } = chief.workspace();
    const channel = reading.channels(PEOPLE.ada).find(({ kind }) => kind === "im")?.id ?? "";
    await eventually("a word about it", async () =>
      reading
        .messages(PEOPLE.ada, channel)
        .find((one) => String(one["text"]).includes("no skill wave any more")),
    );
  });
});

describe("B9: however much there is", () => {
  it("a Home tab has whole blocks only, a hundred at most", () => {
    const section = Array.from({ length: 60 }, () => ({ type: "divider" as const }));
    const view = homeView([section, section]);
    expect(view.blocks).toHaveLength(100);
    expect(validateView(view)).toEqual([]);
  });
});
