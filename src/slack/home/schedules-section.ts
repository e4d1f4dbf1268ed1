import type { KnownBlock } from "@slack/types";
import type { Db } from "../../database/index.ts";
import { getMember } from "../../people/index.ts";
import { listSchedules, localTime, placeName, type Schedule, type Schedules } from "../../schedules/index.ts";
import { button, inShort } from "../render/card-parts.ts";
import { plainText, plainWords } from "../render/untrusted.ts";
import { type HomeSection, heading, moreLine } from "./home-view.ts";

/** The buttons of a schedule. Their value is its number. */
export const SCHEDULE_ACTIONS = {
  pause: "schedule_pause",
  resume: "schedule_resume",
  run: "schedule_run",
} as const;

/** Each takes two blocks. */
const MOST = 6;

/** The schedules, a person's own first: when each runs next, and for who may change it, buttons to do so. */
export function createSchedulesSection(deps: {
  db: Db;
  schedules: Pick<Schedules, "mayChange">;
  publicUrl: string;
}): HomeSection {
  return async ({ workspaceId, memberId }) => {
    const [all, { role }] = await Promise.all([
      listSchedules(deps.db, workspaceId),
      getMember(deps.db, workspaceId, memberId),
    ]);
    const by = { workspaceId, memberId, isAdmin: role === "admin" };
    const isOwn = ({ createdBy }: Schedule) => Number(createdBy === memberId);
    const sorted = [...all].sort((a, b) => isOwn(b) - isOwn(a));
    return [
      heading("Schedules"),
      ...(all.length === 0 ? [plainWords("Nothing is scheduled.")] : []),
      ...sorted.slice(0, MOST).flatMap((one) => blocks(one, deps.schedules.mayChange(one, by))),
      ...moreLine(sorted.length - MOST, "schedules", `${deps.publicUrl}/schedules`),
    ];
  };
}

function blocks(schedule: Schedule, mayChange: boolean): KnownBlock[] {
  const { number, request, words, timeZone } = schedule;
  const what = `${number} · ${inShort(request)}, ${words} (${timeZone}), in ${placeName(schedule)}`;
  const value = String(number);
  return [
    { type: "section", text: { type: "plain_text", text: plainText(`${what}\n${when(schedule)}`) } },
    ...(mayChange
      ? [
          {
            type: "actions" as const,
            elements: [
              schedule.state === "paused"
                ? button(SCHEDULE_ACTIONS.resume, "Resume", { value })
                : button(SCHEDULE_ACTIONS.pause, "Pause", { value }),
              button(SCHEDULE_ACTIONS.run, "Run now", { value }),
            ],
          },
        ]
      : []),
  ];
}

function when({ state, nextFireAt, pausedBecause, timeZone }: Schedule): string {
  if (state === "paused") return `⏸ Paused${pausedBecause ? `: ${inShort(pausedBecause)}` : ""}`;
  return nextFireAt ? `Next: ${localTime(nextFireAt, timeZone)}` : "It does not come up again";
}
