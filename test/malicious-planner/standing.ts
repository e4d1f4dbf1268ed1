/** Rules and grants of a stage's teams, made by Ada, and noted for the oracle in its own terms. */
import {
  giveGrant,
  makeRule,
  type Predicate,
  type RuleEffect,
  removeRule,
  revokeGrant,
} from "../../src/policy/index.ts";
import type { Team } from "../support/team.ts";
import type { StandingYes } from "./oracle.ts";
import type { Stage } from "./stage.ts";

type Noted = Pick<StandingYes, "method" | "path" | "from">;

/** From the next request on. */
export const fromNowOn = (stage: Stage) => ({ from: stage.wire.requests.length });

const changeBy = (stage: Stage, team: Team) => ({
  workspaceId: team.workspace.id,
  by: { id: team.ada.id, isAdmin: true },
  now: stage.clock(),
});

/** The action as a predicate names it. */
export async function actionOf(stage: Stage, name: string, team = stage.team) {
  const catalogue = await stage.catalogue(team);
  const found = catalogue.actionsOf(stage.integration(team).id).find((one) => one.name === name);
  if (!found) throw new Error(`no action ${name}`);
  const { id, request } = found;
  return { id, name, method: request.method, path: request.path };
}

const within = (stage: Stage, team: Team, predicate: Predicate): Predicate => {
  const { id, slug } = stage.integration(team);
  return { integrations: [{ id, slug }], ...predicate };
};

/** Makes a rule. Gives what takes it back. */
export async function makeStandingRule(
  stage: Stage,
  predicate: Predicate,
  how: { team: Team; effect: RuleEffect; yes?: Noted },
): Promise<() => Promise<void>> {
  const { team, effect, yes } = how;
  const { db } = stage.ground;
  const draft = { predicate: within(stage, team, predicate), effect, described: "a rule", words: null };
  const { id } = await db.transaction((tx) => makeRule(tx, draft, changeBy(stage, team)));
  await stage.look(team);
  const noted = yes && stage.note({ ...yes, uses: Number.POSITIVE_INFINITY });
  return async () => {
    await db.transaction((tx) => removeRule(tx, id, changeBy(stage, team)));
    await stage.look(team);
    if (noted) noted.until = stage.wire.requests.length;
  };
}

/** Gives a grant, of some uses and up to some amount. Gives what revokes it. */
export async function giveStandingGrant(
  stage: Stage,
  predicate: Predicate,
  how: { team: Team; uses: number; amount?: { argument: string; most: number }; yes: Noted },
): Promise<() => Promise<void>> {
  const { team, uses, amount, yes } = how;
  const { db } = stage.ground;
  const draft = {
    ...{ predicate: within(stage, team, predicate), described: "a grant", mostUses: uses, expiresAt: null },
    ...{ amountArgument: amount?.argument ?? null, mostAmount: amount?.most ?? null },
  };
  const { id } = await db.transaction((tx) => giveGrant(tx, draft, changeBy(stage, team)));
  await stage.look(team);
  const noted = stage.note({ ...yes, uses, ...(amount ? { amount: { ...amount, left: amount.most } } : {}) });
  return async () => {
    await db.transaction((tx) => revokeGrant(tx, id, changeBy(stage, team)));
    await stage.look(team);
    noted.until = stage.wire.requests.length;
  };
}
