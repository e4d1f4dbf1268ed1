/**
 * A description of an API that somebody drops in a message to Chief.
 *
 *   message with files ──▶ job ──▶ downloaded, read, kept ──▶ said in the thread, once
 *
 * It is a job, because reading takes longer than a delivery may: done again after a crash, it finds what was kept and
 * what was said.
 */
import type { IncomingMessage, Messenger } from "../../conversation/index.ts";
import { addJob, type Db } from "../../database/index.ts";
import type { Egress } from "../../egress/index.ts";
import { offerDocument } from "../../integrations/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { Member, Roster } from "../../people/index.ts";
import { isSkillDocument } from "../../skills/index.ts";
import type { FileReader } from "./file-reader.ts";
import type { SharedFile } from "./shared-files.ts";
import { tellOffer } from "./tell-offer.ts";

export const TAKE_DOCUMENTS = "take-documents";

/** A message to Chief together with the files in it that may be documents. */
export interface Dropped {
  readonly message: IncomingMessage;
  readonly files: readonly SharedFile[];
}

export interface Documents {
  /** Has the files of a message looked at. The same message again changes nothing. */
  drop(dropped: Dropped): Promise<void>;
  /** The job of that. */
  take(payload: unknown): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly roster: Pick<Roster, "member">;
  readonly messenger: Pick<Messenger, "say">;
  readonly readFile: FileReader;
  /** A message whose files are no documents is a request like any other. */
  readonly receive: (message: IncomingMessage) => Promise<void>;
  readonly publicUrl: string;
}

export function createDocuments(deps: Deps): Documents {
  return {
    async drop(dropped) {
      const { channelId, ts } = dropped.message;
      const key = `documents:${channelId}:${ts}`;
      await addJob(deps.db, { task: TAKE_DOCUMENTS, payload: dropped, key, keyMode: "preserve_run_at" });
    },
    take: (payload) => take(deps, payload as Dropped),
  };
}

async function take(deps: Deps, { message, files }: Dropped): Promise<void> {
  const member = await deps.roster.member(message.workspaceId, message.memberId);
  const told: string[] = [];
  const skill = await skillIn(deps, message.workspaceId, files);
  if (skill !== undefined) return deps.receive({ ...message, text: skill });
  for (const file of files.filter(({ name }) => !SKILL_FILE.test(name))) {
    const words = await lookAt(deps, { message, member, file });
    if (words !== undefined) told.push(words);
  }
  if (told.length === 0) return deps.receive(message);
  const { workspaceId, channelId, rootTs, ts } = message;
  const key = `documents.${channelId}.${ts}`;
  const place = { workspaceId, channelId, threadTs: rootTs };
  await deps.messenger.say(place, { kind: "note", text: told.join("\n\n"), key }, { mayBeThere: true });
}

const SKILL_FILE = /\.md$/i;
/** A longer one is imported on the dashboard: a message is part of what a model may read later. */
const MOST_SKILL_BYTES = 20_000;

/** The text of a `SKILL.md` among the files: it is taken as if it had been written in the message. */
async function skillIn(
  deps: Deps,
  workspaceId: string,
  files: readonly SharedFile[],
): Promise<string | undefined> {
  const file = files.find(({ name, size }) => SKILL_FILE.test(name) && size <= MOST_SKILL_BYTES);
  const read = file && (await deps.readFile(workspaceId, file));
  if (!read?.ok) return undefined;
  const text = new TextDecoder().decode(read.bytes).replaceAll("\r\n", "\n");
  return isSkillDocument(text) ? text : undefined;
}

/** What to say about a file; undefined for one that is no document and stands beside a request in words. */
async function lookAt(
  deps: Deps,
  { message, member, file }: { message: IncomingMessage; member: Member; file: SharedFile },
): Promise<string | undefined> {
  const { workspaceId, text } = message;
  const isRequest = text !== "" && !/\b(open\s?api|swagger|spec|import|connect)\b/i.test(text);
  if (member.role !== "admin")
    return isRequest ? undefined : "Only an admin can connect an API. Ask one of them to send me this file.";
  const read = await deps.readFile(workspaceId, file);
  if (!read.ok) return isRequest ? undefined : read.message;
  const source = { kind: "file", name: file.name, bytes: read.bytes } as const;
  const id = `upl_${file.id}_${message.ts.replace(/\W/g, "")}`;
  const offer = await offerDocument(deps, { workspaceId, by: member.id, source, id });
  if (offer.kind === "unreadable" && isRequest) return undefined;
  return tellOffer(offer, { name: file.name, publicUrl: deps.publicUrl });
}
