import { afterAll, beforeAll, expect, it } from "vitest";
import { taskTitle } from "../../src/planning/index.ts";
import { catalogueOf, type Ground, newTeam, openGround } from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

it.each([
  ["<#C0OPS|ops>", "Post in #ops"],
  ["<#C0OPS>", "Post in another channel"],
  ["ops", "Post in #ops"],
  ["#ops", "Post in #ops"],
])("B4: a post is told by the channel's name: %s", async (channel, title) => {
  const catalogue = await catalogueOf(ground, await newTeam(ground));
  const call = { id: "call_1", name: "post_message", arguments: JSON.stringify({ channel, text: "hello" }) };
  expect(taskTitle(call, catalogue)).toBe(title);
});
