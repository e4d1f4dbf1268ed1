import type { Faults } from "../faults.ts";
import { createFront, type Front } from "../front.ts";
import type { WorkspaceParts } from "../parts.ts";
import { createRateLimits } from "../rate-limits.ts";
import { createResponseAnswers } from "../response-answers.ts";
import { createAccess } from "./access.ts";
import { agentMethods } from "./agents.ts";
import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { createDispatch } from "./dispatch.ts";
import { fileMethods } from "./files.ts";
import { identityMethods } from "./identity.ts";
import { createOpenId } from "./openid.ts";
import { reactionMethods } from "./reactions.ts";
import { createSignIns, type SignIns } from "./sign-in.ts";
import { streamingMethods } from "./streaming.ts";
import { viewMethods } from "./views.ts";

interface WebApiParts extends WorkspaceParts {
  readonly faults: Faults;
  readonly ratesPerMinute: Readonly<Record<string, number>>;
}

export interface WebApi {
  readonly front: Front;
  readonly consent: SignIns["consent"];
}

/** All methods of the Web API, behind tokens, scopes, faults and rate limits. */
export function createWebApi(parts: WebApiParts): WebApi {
  const { identity, settings, people, conversations, messages, deliveries, clock } = parts;
  const { botUserId, botToken } = identity;
  const isPerson = (userId: string) => people.find(userId)?.isBot === false;
  const access = createAccess({ conversations, messages, botUserId, scopes: settings.scopes, isPerson });
  const signIns = createSignIns({ identity, settings, people, clock });
  const openId = createOpenId({ identity, people, clock, signIns });
  const known = { ...parts, access, isPerson, botUserId, openConnection: deliveries.openConnection };
  const methods = {
    ...identityMethods(known),
    ...conversationMethods(known),
    ...chatMethods(known),
    ...streamingMethods(known),
    ...agentMethods(known),
    ...viewMethods(known),
    ...reactionMethods(known),
    ...fileMethods(known),
    ...signIns.methods,
    ...openId.methods,
  };
  const front = createFront({
    ...parts,
    openIdPage: openId.page,
    botToken,
    dispatch: createDispatch({ methods, identity, settings, userOf: signIns.userOf }),
    takeToken: createRateLimits(parts.ratesPerMinute, clock),
    answerResponseUrl: createResponseAnswers(parts),
  });
  return { front, consent: signIns.consent };
}
