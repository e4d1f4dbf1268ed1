import { isJsonObject, type JsonObject } from "../../../kernel/index.ts";
import { BLOCK_LIMITS } from "../../../slack/index.ts";
import type { Announcements } from "../announcements.ts";
import type { AppSettings } from "../app-settings.ts";
import type { NextTimestamp } from "../ids.ts";
import type { Messages } from "../messages.ts";
import type { Sessions } from "../sessions.ts";
import type { AgentSession, Identity } from "../state.ts";
import type { Access } from "./access.ts";
import type { ApiCall, ApiMethods } from "./method.ts";
import { ApiRefusal, orRefuse } from "./refusal.ts";

interface AgentParts {
  readonly access: Access;
  readonly messages: Messages;
  readonly sessions: Sessions;
  readonly settings: AppSettings;
  readonly announcements: Announcements;
  readonly identity: Identity;
  readonly nextTimestamp: NextTimestamp;
}

const STATUSES = ["active", "processing", "suspended", "closed"] as const;
const AGENT = ["assistant:write"];
const TITLE_LIMIT = 200;

export function agentMethods(parts: AgentParts): ApiMethods {
  return {
    "agents.sessions.setStatus": {
      token: "bot",
      scopes: AGENT,
      call: (call) => setSessionStatus(parts, call),
    },
    "agents.sessions.rename": { token: "bot", scopes: AGENT, call: (call) => rename(parts, call) },
    "assistant.threads.setStatus": {
      token: "bot",
      scopes: ["chat:write", ...AGENT],
      call: (call) => setThreadStatus(parts, call),
    },
    "assistant.threads.setTitle": { token: "bot", scopes: AGENT, call: (call) => rename(parts, call) },
    "assistant.threads.setSuggestedPrompts": {
      token: "bot",
      scopes: AGENT,
      call: (call) => suggest(parts, call),
    },
  };
}

/** @throws ApiRefusal `invalid_arguments` */
export function parseSessionStatus(status: string): AgentSession["status"] {
  const known = STATUSES.find((candidate) => candidate === status);
  if (known !== undefined) return known;
  throw new ApiRefusal("invalid_arguments", [`status must be one of ${STATUSES.join(", ")}, not ${status}`]);
}

function setSessionStatus(parts: AgentParts, call: ApiCall): JsonObject {
  const { args } = call;
  const status = parseSessionStatus(args.required("status"));
  const { channel, threadTs } = threadRoot(parts, call);
  const initiator = args.text("initiator_user_id");
  if (initiator !== undefined && !parts.access.member(channel).members.includes(initiator)) {
    throw new ApiRefusal("user_not_in_channel");
  }
  parts.sessions.setStatus({ channel, threadTs, status, title: readTitle(args.text("title")), initiator });
  const canStop = parts.settings.botEvents.includes("agent_session_stopped");
  const warning = "missing_agent_session_stopped_event_subscription";
  return status === "processing" && !canStop ? { warning, response_metadata: { warnings: [warning] } } : {};
}

function rename(parts: AgentParts, call: ApiCall): JsonObject {
  const { channel, threadTs } = threadRoot(parts, call);
  const title = orRefuse(readTitle(call.args.required("title")), "invalid_arguments");
  const session = parts.sessions.find(channel, threadTs);
  parts.sessions.rename(
    session ?? { channel, threadTs, status: "active", title: undefined, initiator: undefined },
    title,
  );
  parts.announcements.announce({
    type: "agent_session_title_changed",
    channel,
    user: call.userId,
    team_id: parts.identity.teamId,
    thread_ts: threadTs,
    title,
    ...(session?.title !== undefined && { previous_title: session.title }),
    event_ts: parts.nextTimestamp(),
  });
  return {};
}

function setThreadStatus(parts: AgentParts, call: ApiCall): JsonObject {
  const { channel, threadTs } = threadRoot(parts, call);
  const loading = call.args.list("loading_messages", "invalid_arguments") ?? [];
  if (loading.length > BLOCK_LIMITS.loadingMessages) {
    throw new ApiRefusal("invalid_arguments", [`no more than ${BLOCK_LIMITS.loadingMessages} items allowed`]);
  }
  const status = orRefuse(call.args.text("status"), "invalid_arguments");
  parts.sessions.showStatus(channel, threadTs, { status, loadingMessages: loading.map(String) });
  return {};
}

function suggest({ access, sessions }: AgentParts, { args }: ApiCall): JsonObject {
  const channel = access.member(args.required("channel_id"));
  const prompts = (args.list("prompts", "invalid_arguments") ?? []).map(toPrompt);
  if (prompts.length === 0 || prompts.length > BLOCK_LIMITS.suggestedPrompts) {
    throw new ApiRefusal("invalid_arguments", [`give 1 to ${BLOCK_LIMITS.suggestedPrompts} prompts`]);
  }
  // Slack takes a thread from an agent app, answers `ok`, and shows nothing.
  if (args.text("thread_ts") !== undefined) return {};
  sessions.suggest({ channel: channel.id, title: args.text("title"), prompts });
  return {};
}

function toPrompt(prompt: unknown) {
  if (isJsonObject(prompt) && typeof prompt["title"] === "string" && typeof prompt["message"] === "string") {
    return { title: prompt["title"], message: prompt["message"] };
  }
  throw new ApiRefusal("invalid_arguments", ["each prompt needs a title and a message"]);
}

function threadRoot({ access, messages }: AgentParts, { args }: ApiCall) {
  const channel = access.member(args.required("channel_id")).id;
  const root = orRefuse(messages.find(channel, args.required("thread_ts")), "thread_not_found");
  return { channel, threadTs: root.thread_ts ?? root.ts };
}

function readTitle(title: string | undefined): string | undefined {
  if (title === undefined || title.length <= TITLE_LIMIT) return title;
  throw new ApiRefusal("invalid_arguments", [`title must be less than ${TITLE_LIMIT + 1} characters`]);
}
