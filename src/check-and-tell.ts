import { addJob } from "./database/index.ts";
import { clearPace, findPace, STRIKES_TO_OPEN } from "./execution/index.ts";
import { type CheckSubject, checkIntegration } from "./integrations/index.ts";
import { TELL_EXPIRY } from "./tell-expiry.ts";

type CheckDeps = Parameters<typeof checkIntegration>[0];

/**
 * Looks at a connection, and sees to what follows. One that asked for fewer requests is not asked; one that did not answer
 * and does again is called again by everybody; when a credential ends soon, the admins are told.
 */
export function createCheck(deps: CheckDeps): (subject: CheckSubject) => Promise<void> {
  return async (subject) => {
    const pace = await findPace(deps.db, subject);
    const isDown = (pace?.strikes ?? 0) >= STRIKES_TO_OPEN;
    if (pace?.notBefore && pace.notBefore > deps.clock() && !isDown) return;
    const checked = await checkIntegration(deps, subject);
    if (checked && isDown && checked.probe.health !== "failing") await clearPace(deps.db, subject);
    if (checked?.probe.health !== "expiring") return;
    const { workspaceId, integrationId } = subject;
    await addJob(deps.db, {
      task: TELL_EXPIRY,
      payload: { workspaceId, integrationId },
      key: `${TELL_EXPIRY}:${integrationId}`,
    });
  };
}
