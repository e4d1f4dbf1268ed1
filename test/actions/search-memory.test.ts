import { describe, expect, it } from "vitest";
import { createActionSearch } from "../../src/actions/index.ts";

const action = (id: string, title: string) => ({
  id,
  name: title.toLowerCase().replaceAll(" ", "-"),
  title,
  description: "",
  method: "GET",
  path: `/${id}`,
  tags: [],
  inputSchema: { type: "object", properties: {} },
});

const ACTIONS = [
  action("people", "Search people"),
  action("credits", "List television credits of a person"),
  action("films", "Search films"),
  action("cast", "List the cast of a film"),
];

function search() {
  const made = createActionSearch();
  made.replaceIntegration({ id: "int", name: "Cinema" }, ACTIONS);
  return made;
}

const STARS = ["Ada Star", "Bob Moon", "Cleo Sun", "Dan Sky", "Eve Sea", "Fay Hill"];
const PAST = STARS.map((star) => ({
  text: `which show is ${star} best known for`,
  actionIds: ["people", "credits"],
}));

function taught(past: readonly { text: string; actionIds: readonly string[] }[]) {
  const made = search();
  return made.remembering(past.map(({ text, actionIds }) => ({ terms: made.termsOf(text), actionIds })));
}

const idsFor = (made: ReturnType<typeof search>, query: string) =>
  made.find(query, { limit: 2 }).map(({ actionId }) => actionId);

describe("D1: search remembers what requests turned out to need", () => {
  const query = "what show is Gil Stone best known for?";

  it("finds an action by a request that shares no word with it", () => {
    expect(idsFor(search(), query)).not.toContain("people");
    expect(idsFor(taught(PAST), query).sort()).toEqual(["credits", "people"]);
  });

  it("gives the same list from the same memory", () => {
    expect(taught(PAST).find(query, { limit: 4 })).toEqual(taught(PAST).find(query, { limit: 4 }));
  });

  it("believes memory little that has never been right", () => {
    const random = PAST.map(({ text }, at) => ({ text, actionIds: [`gone-${at}`] }));
    expect(idsFor(taught(random), "search films")).toEqual(idsFor(search(), "search films"));
  });

  it("brings up no action that is gone, not allowed, or of another integration", () => {
    const made = taught(PAST);
    const allowed = (id: string) => id !== "people";
    const ids = (found: readonly { actionId: string }[]) => found.map(({ actionId }) => actionId);
    expect(ids(made.find(query, { limit: 9, allowed }))).not.toContain("people");
    expect(made.find(query, { limit: 9, integrationId: "other" })).toEqual([]);
    made.removeIntegration("int");
    expect(made.find(query, { limit: 9 })).toEqual([]);
  });

  it("keeps a request as stems in no order, without its values and quotes", () => {
    const terms = search().termsOf(
      'tell kim@acme.io and <@U123> that "the deal is off" for order #4711, please',
    );
    expect(terms).toEqual([...terms].sort());
    expect(terms.join(" ")).not.toMatch(/kim|acme|u123|deal|4711/);
    expect(terms).toContain("order");
  });
});
