import { withReaction } from "../human-messages.ts";
import type { Messages } from "../messages.ts";
import type { WorkspaceMessage } from "../state.ts";
import type { Access } from "./access.ts";
import type { ApiMethods } from "./method.ts";
import { ApiRefusal } from "./refusal.ts";

interface ReactionParts {
  readonly access: Access;
  readonly messages: Messages;
}

const WRITE = ["reactions:write"];
const NAME = /^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/;

export function reactionMethods({ access, messages }: ReactionParts): ApiMethods {
  return {
    "reactions.add": {
      token: "bot",
      scopes: WRITE,
      call({ args, userId }) {
        const name = args.required("name");
        if (!NAME.test(name)) throw new ApiRefusal("invalid_name");
        const message = access.message(args.required("channel"), args.required("timestamp"));
        const reacted = withReaction(message, name, userId);
        if (reacted === message) throw new ApiRefusal("already_reacted");
        messages.replace(reacted);
        return {};
      },
    },
    "reactions.remove": {
      token: "bot",
      scopes: WRITE,
      call({ args, userId }) {
        const message = access.message(args.required("channel"), args.required("timestamp"));
        const without = withoutReaction(message, args.required("name"), userId);
        if (without === undefined) throw new ApiRefusal("no_reaction");
        messages.replace(without);
        return {};
      },
    },
  };
}

function withoutReaction(
  message: WorkspaceMessage,
  name: string,
  user: string,
): WorkspaceMessage | undefined {
  const reactions = message.reactions ?? [];
  const mine = reactions.find((reaction) => reaction.name === name && reaction.users.includes(user));
  if (mine === undefined) return undefined;
  const rest = { name, users: mine.users.filter((other) => other !== user) };
  const left = reactions.map((reaction) => (reaction === mine ? rest : reaction));
  return { ...message, reactions: left.filter(({ users }) => users.length > 0) };
}
