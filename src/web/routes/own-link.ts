import type { RequestHandler } from "express";
import { ChiefError } from "../../kernel/index.ts";
import { visitorOf } from "./visitor.ts";

/**
 * Lets pass who a link was made for. A link that Chief writes in a thread is read by everybody there, but connects only
 * the person who asked for it. Behind `membersOnly`; an address without `for` is everybody's.
 */
export const ownLinkOnly: RequestHandler = (request, _response, next) => {
  const madeFor = request.query["for"];
  if (madeFor === undefined || madeFor === visitorOf(request).id) return next();
  const error = new ChiefError("web.not_your_link", {
    message: "a link was opened by another member than the one it was made for",
    toldToUser: "This link was made for somebody else. Ask Chief for a link of your own.",
  });
  next(Object.assign(error, { status: 403 }));
};
