import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import { placeName } from "../../schedules/index.ts";
import { SCHEDULE_ACTIONS } from "../home/schedules-section.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { actorOf, NOT_FOR_YOU, whisper } from "./question-person.ts";

type Press = BlockAction<ButtonAction>;

/** Hears the buttons of the schedules on the Home tab. What changed shows there; what began is told. */
export function listenToScheduleButtons(app: App, deps: ListenerDeps): void {
  for (const deed of ["pause", "resume", "run"] as const) {
    app.action<Press>(SCHEDULE_ACTIONS[deed], async ({ ack, body, action }) => {
      await ack();
      const told = await act(deps, body, { deed, number: Number(action.value) });
      if (told) await whisper(deps, body, told);
    });
  }
}

async function act(
  deps: ListenerDeps,
  body: Press,
  { deed, number }: { deed: "pause" | "resume" | "run"; number: number },
): Promise<string | undefined> {
  const actor = await actorOf(deps, body);
  if (!actor?.person.active) return NOT_FOR_YOU;
  const { workspaceId, person } = actor;
  const schedule = await deps.schedules.find(workspaceId, number);
  if (!schedule) return `There is no schedule ${number} any more.`;
  const by = { workspaceId, memberId: person.id, isAdmin: person.role === "admin" };
  const changed = await deps.schedules.do(deed, { schedule, by });
  if (!changed.ok) return changed.message;
  await deps.homes.redraw(person);
  return deed === "run" ? `Schedule ${number} runs now, in ${placeName(schedule)}.` : undefined;
}
