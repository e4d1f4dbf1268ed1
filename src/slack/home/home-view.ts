import type { HomeView, KnownBlock } from "@slack/types";
import { BLOCK_LIMITS } from "../block-limits.ts";

/** One part of the Home tab: the blocks that a person sees there; none when there is nothing to say. */
export type HomeSection = (viewer: HomeViewer) => Promise<readonly KnownBlock[]>;

/** Whose Home tab it is. */
export interface HomeViewer {
  readonly workspaceId: string;
  readonly memberId: string;
}

/** The sections below each other, as many whole blocks as Slack takes. */
export function homeView(sections: readonly (readonly KnownBlock[])[]): HomeView {
  const blocks = sections
    .filter((section) => section.length > 0)
    .flatMap((section, at): KnownBlock[] => [
      ...(at === 0 ? [] : [{ type: "divider" } as const]),
      ...section,
    ]);
  return { type: "home", blocks: blocks.slice(0, BLOCK_LIMITS.blocksOnView) };
}

/** The heading of a section. */
export function heading(text: string): KnownBlock {
  return { type: "header", text: { type: "plain_text", text } };
}

/** That there are more than are shown, with where they all are; nothing where there are no more. */
export function moreLine(count: number, what: string, url: string): KnownBlock[] {
  if (count <= 0) return [];
  const text = `${count} more ${what}: <${url}|show all on the dashboard>`;
  return [{ type: "context", elements: [{ type: "mrkdwn", text }] }];
}
