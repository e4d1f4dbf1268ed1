import type { Faults } from "../faults.ts";
import { createFront, type Front } from "../front.ts";
import type { WorkspaceParts } from "../parts.ts";
import { createRateLimits } from "../rate-limits.ts";
import { createResponseAnswers } from "../response-answers.ts";
import { createAccess } from "./access.ts";
import { agentMethods } from "./agents.ts";
import { type BotTokens, createBotTokens } from "./bot-tokens.ts";
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
  readonly tokens: BotTokens;
  /** Whether a token or a code is of this team. */
  owns(secret: string): boolean;
}

/** All methods of the Web API, behind tokens, scopes, faults and rate limits. */
export function createWebApi(parts: WebApiParts): WebApi {
  const { identity, settings, people, conversations, messages, deliveries, clock } = parts;
  const { botUserId } = identity;
  const isPerson = (userId: string) => people.find(userId)?.isBot === false;
  const access = createAccess({ conversations, messages, botUserId, scopes: settings.scopes, isPerson });
  const tokens = createBotTokens(identity, clock, settings.tokenLifetimeSeconds);
  const signIns = createSignIns({ identity, settings, people, clock, tokens });
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
    tokens,
    dispatch: createDispatch({ methods, identity, settings, tokens, userOf: signIns.userOf }),
    takeToken: createRateLimits(parts.ratesPerMinute, clock),
    answerResponseUrl: createResponseAnswers(parts),
  });
  const owns = (secret: string) =>
    secret === identity.appToken ||
    signIns.knowsCode(secret) ||
    signIns.userOf(secret) !== undefined ||
    tokens.knowsRefresh(secret) ||
    tokens.knows(secret);
  return { front, consent: signIns.consent, tokens, owns };
}
