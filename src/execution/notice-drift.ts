import { findOpenApiDocument, saveDrift } from "../integrations/index.ts";
import { listEarlierAnswers } from "./earlier-answers-store.ts";
import type { PagesRead } from "./paging/page-output.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import { driftNotice, smellsOfDrift } from "./smells-of-drift.ts";

type ReadFailure = Extract<PagesRead, { ok: false }>;

const A_DAY_MS = 86_400_000;

/** A failure, with a word about it where the API seems to have changed; that then stands on the integration's card too. */
export async function noticeDrift(
  deps: ExecutionDeps,
  { id, call, integration }: Performance,
  read: ReadFailure,
): Promise<ReadFailure> {
  const { workspaceId, id: integrationId } = integration;
  if (read.status === undefined || call.actionId === null) return read;
  const now = deps.clock();
  const why = smellsOfDrift({
    status: read.status,
    method: call.request.method,
    path: call.actionPath,
    earlier: await listEarlierAnswers(deps.db, {
      workspaceId,
      actionId: call.actionId,
      since: new Date(now.getTime() - A_DAY_MS),
      without: id,
    }),
  });
  if (!why || !(await findOpenApiDocument(deps.db, workspaceId, integrationId))) return read;
  const note = `The API seems to have changed: ${why}.`;
  await saveDrift(deps.db, { workspaceId, integrationId, note, noticedAt: now });
  const notice = driftNotice(why, `${deps.cardUrl(integrationId)}/openapi`);
  return { ...read, message: `${read.message.replace(/[.\s]+$/, "")}. ${notice}` };
}
