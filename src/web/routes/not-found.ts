import { ChiefError } from "../../kernel/index.ts";

/** A 404 that reads the same whether the thing never existed or belongs to another workspace. */
export function notFound(what: string): Error {
  const error = new ChiefError("web.not_found", {
    message: `no such ${what}`,
    toldToUser: `There is no such ${what}.`,
  });
  return Object.assign(error, { status: 404 });
}
