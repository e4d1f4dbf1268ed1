import { expect, it, onTestFinished } from "vitest";
import { migrateDatabase, openDatabase } from "../../src/database/index.ts";
import { projectPath } from "../../src/paths.ts";
import { createRuleBooks, giveGrant, listGrants, spendGrant } from "../../src/policy/index.ts";
import { testPostgres } from "../support/database.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { newTeam } from "../support/team.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

it("E7: two replicas that use one grant at the same moment do not spend more of it than there is", async ({
  skip,
}) => {
  const postgres = await testPostgres();
  if (!postgres) return skip("there is no Postgres");
  const open = async () => {
    const opened = await openDatabase({ dataDir: "", url: postgres.url, logger: silentLogger() });
    onTestFinished(() => opened.close());
    return opened;
  };
  const [one, other] = [await open(), await open()];
  await migrateDatabase(one, projectPath("migrations"));
  const { workspace, ada } = await newTeam(one);
  const draft = {
    predicate: { integrations: [{ id: "int_1", slug: "orders" }] },
    described: "any call to Orders goes ahead",
    mostUses: 20,
    amountArgument: "amount",
    mostAmount: 45.5,
    expiresAt: null,
  };
  const change = { workspaceId: workspace.id, by: { id: ada.id, isAdmin: true }, now: NOW };
  const { id } = await one.db.transaction((tx) => giveGrant(tx, draft, change));
  const spend = (db: typeof one.db, amount: number) =>
    spendGrant(db, { id, amount, giverMustBeAdmin: true, workspaceId: workspace.id }, NOW);
  const spent = await Promise.all(
    Array.from({ length: 60 }, (_, at) => spend(at % 2 === 0 ? one.db : other.db, 2.5)),
  );
  const [grant] = await listGrants(other.db, workspace.id, 1);
  expect(spent.filter((row) => row !== undefined)).toHaveLength(18);
  expect(grant).toMatchObject({ uses: 18, amount: 45 });
  expect(await spend(one.db, 0.5)).toMatchObject({ uses: 19, amount: 45.5 });
  expect(await spend(other.db, 0)).toBeUndefined();
  const book = await createRuleBooks({ db: other.db, clock: () => NOW }).at(workspace.id, 99);
  expect(book.grants).toEqual([]);
}, 60_000);
