/**
 * Tells the admins that the credential of a connection ends: each once for each end, however many replicas see it and
 * however often they are killed. Who tells holds the row of the notice; a claim that was left behind is taken over, and the
 * message is looked for where it would be before it is said.
 */
import type { Messenger } from "./conversation/index.ts";
import type { Db } from "./database/index.ts";
import {
  type CheckSubject,
  claimNotice,
  expiryInWords,
  findExpiry,
  findIntegration,
  type Integration,
  noteTold,
} from "./integrations/index.ts";
import { ChiefError, type Clock } from "./kernel/index.ts";
import { getWorkspace, listAdmins, type Member } from "./people/index.ts";
import type { Schedules } from "./schedules/index.ts";
import { listLastSkillRuns, type Skills } from "./skills/index.ts";

export const TELL_EXPIRY = "tell-expiry";
const STALE_MS = 120_000;
const LATELY_MS = 30 * 86_400_000;

interface TellDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly messenger: Pick<Messenger, "say" | "directChannel">;
  readonly schedules: Pick<Schedules, "needing">;
  readonly skills: Pick<Skills, "at">;
  readonly publicUrl: string;
}

/** @throws ChiefError `app.notice_busy` while another replica tells somebody, so that it is looked at again */
export async function tellExpiry(
  deps: TellDeps,
  { workspaceId, integrationId }: CheckSubject,
): Promise<void> {
  const integration = await findIntegration(deps.db, workspaceId, integrationId);
  if (integration?.health !== "expiring" || integration.disconnectedAt) return;
  const { expiresAt } = await findExpiry(deps.db, integration);
  if (!expiresAt) return;
  const breaks = await whatBreaks(deps, integration);
  const text = `:warning: *${integration.name}*: its credential ${expiryInWords(expiresAt, deps.clock())}. ${breaks}\nReconnect it: ${deps.publicUrl}/integrations/${integrationId}/reconnect`;
  let isBusy = false;
  for (const admin of await listAdmins(deps.db, workspaceId)) {
    const outcome = await tellOne(deps, { integration, expiresAt, text }, admin);
    isBusy ||= outcome === "busy";
  }
  if (isBusy)
    throw new ChiefError("app.notice_busy", {
      message: "another replica is telling an admin; looking again",
    });
}

async function tellOne(
  { db, clock, messenger }: TellDeps,
  { integration, expiresAt, text }: { integration: Integration; expiresAt: Date; text: string },
  { id: memberId, slackUserId }: Member,
): Promise<"told" | "busy"> {
  const { workspaceId, id: integrationId } = integration;
  const notice = { workspaceId, integrationId, memberId, expiresAt };
  const now = clock();
  const claim = await claimNotice(db, notice, { now, staleBefore: new Date(now.getTime() - STALE_MS) });
  if (claim !== "claimed") return claim;
  const channelId = await messenger.directChannel(workspaceId, slackUserId);
  if (channelId !== undefined) {
    const key = `expiry.${integrationId}.${memberId}.${expiresAt.getTime()}`;
    const place = { workspaceId, channelId, threadTs: null };
    await messenger.say(place, { kind: "note", text, key }, { mayBeThere: true });
  }
  await noteTold(db, notice, clock());
  return "told";
}

/** In words, what would break and when: schedules with their next time, skills that were used lately. */
async function whatBreaks(deps: TellDeps, { id, slug, workspaceId }: Integration): Promise<string> {
  const [schedules, skills] = await Promise.all([
    deps.schedules.needing(workspaceId, id),
    skillsUsedLately(deps, { workspaceId, slug }),
  ]);
  const active = schedules.filter(({ state }) => state === "active");
  const lines = [
    ...active.map(
      ({ number, request, nextFireAt }) =>
        `• schedule ${number} (\`${request}\`)${nextFireAt ? `, next ${utc(nextFireAt)}` : ""}`,
    ),
    ...skills.map(({ name, at }) => `• skill \`${name}\`, last used ${at.toISOString().slice(0, 10)}`),
  ];
  return lines.length === 0
    ? "No schedule and no skill that was used in the last 30 days rests on it."
    : `Then these stop working:\n${lines.join("\n")}`;
}

const utc = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** The skills that call an integration and ran in the last 30 days. */
async function skillsUsedLately(
  { db, clock, skills }: Pick<TellDeps, "db" | "clock" | "skills">,
  { workspaceId, slug }: Pick<Integration, "workspaceId" | "slug">,
): Promise<{ name: string; at: Date }[]> {
  const { catalogueVersion } = await getWorkspace(db, workspaceId);
  const [known, runs] = await Promise.all([
    skills.at(workspaceId, catalogueVersion),
    listLastSkillRuns(db, workspaceId),
  ]);
  const since = clock().getTime() - LATELY_MS;
  return known.flatMap(({ name, permissions }) => {
    const at = runs.get(name)?.startedAt;
    const callsIt = permissions.calls.some(({ what }) => what.split(/[. ]/)[0] === slug);
    return at && at.getTime() >= since && callsIt ? [{ name, at }] : [];
  });
}
