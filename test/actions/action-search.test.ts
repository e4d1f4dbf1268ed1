import { describe, expect, it } from "vitest";
import { createActionSearch, type SearchableAction } from "../../src/actions/index.ts";
import { stem } from "../../src/actions/search/porter.ts";

function action(id: string, title: string, rest: Partial<SearchableAction> = {}): SearchableAction {
  const [method = "GET", path = "/"] = id.split(" ").slice(1);
  return {
    id,
    name: title.toLowerCase().replaceAll(" ", "-"),
    title,
    description: "",
    method,
    path,
    tags: [],
    inputSchema: { type: "object", properties: {} },
    ...rest,
  };
}

const GITHUB = [
  action("github GET /repos/{repo}/pulls", "List pull requests"),
  action("github GET /repos/{repo}/commits/{sha}/pulls", "List pull requests associated with a commit"),
  action("github POST /repos/{repo}/issues", "Create an issue"),
  action("github DELETE /repos/{repo}/labels/{name}", "Delete a label"),
];
const STRIPE = [
  action("stripe POST /v1/refunds", "Create a refund"),
  action("stripe GET /v1/refunds", "List all refunds"),
  action("stripe POST /v1/invoices/{invoice}/void", "Void an invoice"),
];
const DOCKER = [action("docker POST /containers/{id}/restart", "Restart a container")];

function catalogue() {
  const search = createActionSearch();
  search.replaceIntegration({ id: "int_g", name: "GitHub" }, GITHUB);
  search.replaceIntegration({ id: "int_s", name: "Stripe" }, STRIPE);
  search.replaceIntegration({ id: "int_d", name: "Docker" }, DOCKER);
  return search;
}

const first = (query: string) => catalogue().find(query, { limit: 3 })[0]?.actionId;

describe("D1: finding the action for a request", () => {
  it.each([
    ["github list pull requests", "github GET /repos/{repo}/pulls"],
    ["pull requests of a commit", "github GET /repos/{repo}/commits/{sha}/pulls"],
    ["open PRs in acme/web", "github GET /repos/{repo}/pulls"],
    ["stripe create refund", "stripe POST /v1/refunds"],
    ["show me the refunds", "stripe GET /v1/refunds"],
    ["remove the label urgent", "github DELETE /repos/{repo}/labels/{name}"],
    ["cancel invoice in_77", "stripe POST /v1/invoices/{invoice}/void"],
    ["create a refnd", "stripe POST /v1/refunds"],
    ["starte den Container redis neu", "docker POST /containers/{id}/restart"],
    ["перезапусти контейнер redis", "docker POST /containers/{id}/restart"],
  ])("finds for “%s” %s", (query, wanted) => {
    expect(first(query)).toBe(wanted);
  });

  it("takes a request in quotation marks for the request that it is, and a quotation in one for a value", () => {
    const search = catalogue();
    expect(search.find('"stripe create refund"', { limit: 3 })).toEqual(
      search.find("stripe create refund", { limit: 3 }),
    );
    expect(search.termsOf("“restart the container”")).toEqual(search.termsOf("restart the container"));
    expect(first('delete the label "refund refund refunds"')).toBe(
      "github DELETE /repos/{repo}/labels/{name}",
    );
  });

  it("finds what each sentence of a message asks for", () => {
    const found = catalogue().find(
      "A customer got a broken lamp, so refund the payment of the refund request. Then restart the container.",
      { limit: 2 },
    );
    expect(found.map(({ actionId }) => actionId)).toContain("docker POST /containers/{id}/restart");
  });

  it("does not take news for the plural of new", () => {
    expect(stem("news")).toBe("news");
    const search = createActionSearch();
    search.replaceIntegration({ id: "int", name: "Press" }, [
      action("a POST /posts", "New post"),
      action("b GET /articles", "Articles"),
    ]);
    expect(search.find("what is in the news", { limit: 1 })[0]?.actionId).toBe("b GET /articles");
  });

  it("cuts identifiers apart where there is no title", () => {
    const search = createActionSearch();
    search.replaceIntegration({ id: "int", name: "Legacy" }, [
      action("a GET /x", "", { name: "getCustomerBalanceByIBAN" }),
      action("b GET /y", "", { name: "list_warehouses" }),
    ]);
    expect(search.find("balance of a customer", { limit: 1 })[0]?.actionId).toBe("a GET /x");
    expect(search.find("warehouse", { limit: 1 })[0]?.actionId).toBe("b GET /y");
  });

  it("gives only what the person may use, and only of the integration that is asked for", () => {
    const search = catalogue();
    const allowed = (id: string) => id !== "stripe POST /v1/refunds";
    const ids = (found: readonly { actionId: string }[]) => found.map(({ actionId }) => actionId);
    expect(ids(search.find("create refund", { limit: 5, allowed }))).not.toContain("stripe POST /v1/refunds");
    expect(
      ids(search.find("list", { limit: 5, integrationId: "int_s" })).every((id) => id.startsWith("stripe")),
    ).toBe(true);
    expect(search.find("list", { limit: 2 })).toHaveLength(2);
  });

  it("finds nothing for words that nothing has, and for none", () => {
    expect(catalogue().find("xylophone qwertz", { limit: 5 })).toEqual([]);
    expect(catalogue().find("", { limit: 5 })).toEqual([]);
    expect(createActionSearch().find("refund", { limit: 5 })).toEqual([]);
  });

  it("follows an integration that is replaced or removed", () => {
    const search = catalogue();
    search.replaceIntegration({ id: "int_s", name: "Stripe" }, [
      action("stripe GET /v1/payouts", "List payouts"),
    ]);
    expect(search.find("refund", { limit: 5 })).toEqual([]);
    expect(search.find("payouts", { limit: 5 })[0]?.actionId).toBe("stripe GET /v1/payouts");
    search.removeIntegration("int_s");
    search.removeIntegration("int_unknown");
    expect(search.find("payouts", { limit: 5 })).toEqual([]);
  });

  it("gives the same list and scores whatever the order integrations came in, with ties by id", () => {
    const [one, other] = [createActionSearch(), createActionSearch()];
    const integrations = [
      ["int_g", "GitHub", GITHUB],
      ["int_s", "Stripe", STRIPE],
      ["int_d", "Docker", DOCKER],
    ] as const;
    for (const [id, name, actions] of integrations) one.replaceIntegration({ id, name }, actions);
    for (const [id, name, actions] of integrations.toReversed()) {
      other.replaceIntegration({ id, name }, GITHUB);
      other.replaceIntegration({ id, name }, actions.toReversed());
    }
    for (const query of ["list", "create", "delete the label", "refnd", "void an invoice of a customer"]) {
      expect(other.find(query, { limit: 10 })).toEqual(one.find(query, { limit: 10 }));
    }
    const twins = createActionSearch();
    twins.replaceIntegration({ id: "int", name: "Twins" }, [
      action("z GET /same", "Twin"),
      action("a GET /same", "Twin"),
    ]);
    expect(twins.find("twin", { limit: 2 }).map(({ actionId }) => actionId)).toEqual([
      "a GET /same",
      "z GET /same",
    ]);
  });

  it("prefers the integration that is named to one that merely has the words", () => {
    const search = createActionSearch();
    const same = (owner: string) => [
      action(`${owner} POST /messages`, "Send a message", { description: "Works with slack and teams" }),
    ];
    search.replaceIntegration({ id: "int_t", name: "Twilio" }, same("twilio"));
    search.replaceIntegration({ id: "int_k", name: "Slack" }, same("slack"));
    expect(search.find("slack send a message", { limit: 1 })[0]?.actionId).toBe("slack POST /messages");
    expect(search.find("twilio send a message", { limit: 1 })[0]?.actionId).toBe("twilio POST /messages");
  });

  it.each([
    ["shut the old web container down", "docker POST /containers/{id}/stop"],
    ["bring the web container back up", "docker POST /containers/{id}/start"],
    ["shutting down container web", "docker POST /containers/{id}/stop"],
  ])("finds a verb's particle behind its object: “%s”", (query, wanted) => {
    const search = createActionSearch();
    search.replaceIntegration({ id: "int_d", name: "Docker" }, [
      action("docker POST /containers/{id}/stop", "Stop a container"),
      action("docker POST /containers/{id}/start", "Start a container"),
      action("docker GET /containers/{id}/logs", "Get container logs"),
    ]);
    expect(search.find(query, { limit: 1 })[0]?.actionId).toBe(wanted);
  });

  it("takes the shape of a value for a hint of the product, where it is connected", () => {
    const search = createActionSearch();
    const comment = (owner: string, what: string) => action(`${owner} POST /c`, `Comment on ${what}`);
    search.replaceIntegration({ id: "int_j", name: "Jira" }, [comment("jira", "an issue")]);
    search.replaceIntegration({ id: "int_l", name: "Linode" }, [comment("linode", "a ticket")]);
    expect(search.find("leave a comment on OPS-12", { limit: 1 })[0]?.actionId).toBe("jira POST /c");
  });

  it("gives a copy that later changes do not reach", () => {
    const search = catalogue();
    const copy = search.copy();
    search.removeIntegration("int_s");
    expect(copy.find("refund", { limit: 1 })[0]?.actionId).toBe("stripe POST /v1/refunds");
    expect(search.find("refund", { limit: 1 })).toEqual([]);
  });

  it("stays quick on a query of any length", () => {
    const query = `refund ${"a".repeat(100_000)} ${"list the orders ".repeat(20_000)}`;
    const startedAt = performance.now();
    catalogue().find(query, { limit: 5 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("Porter's stemmer", () => {
  it.each([
    ["caresses", "caress"],
    ["ponies", "poni"],
    ["cats", "cat"],
    ["agreed", "agre"],
    ["plastered", "plaster"],
    ["motoring", "motor"],
    ["conflated", "conflat"],
    ["hopping", "hop"],
    ["falling", "fall"],
    ["filing", "file"],
    ["happy", "happi"],
    ["relational", "relat"],
    ["digitizer", "digit"],
    ["operator", "oper"],
    ["hopefulness", "hope"],
    ["triplicate", "triplic"],
    ["electrical", "electr"],
    ["replacement", "replac"],
    ["adoption", "adopt"],
    ["probate", "probat"],
    ["controll", "control"],
    ["roll", "roll"],
    ["sky", "sky"],
    ["by", "by"],
  ])("takes %s to %s", (word, wanted) => {
    expect(stem(word)).toBe(wanted);
  });
});
