import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { type Logger, newId, tellable } from "../../kernel/index.ts";
import { ErrorPage } from "../pages/error-page.tsx";
import { Toast } from "../ui/toast.tsx";
import type { Renderer } from "./render.tsx";

interface Told {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const WORDS: Readonly<Record<number, readonly [title: string, text: string]>> = {
  400: ["That request could not be read", "Go back, check what you entered, and send it again."],
  403: ["This is not yours to see", "Ask an admin of your workspace if you need it."],
  404: ["There is nothing here", "The address may be mistyped, or what it showed was removed."],
  413: ["That is too big", "An OpenAPI document may have up to 20 MB."],
  500: [
    "Something went wrong",
    "It was logged. Try again; if it happens again, tell your admin the reference below.",
  ],
};

/** What a person is told about an error: its status if it is one of theirs, and never its inside. */
function toldOf(error: unknown): Told {
  const given = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
  const status = typeof given === "number" && given >= 400 && given < 500 ? given : 500;
  const [title, text] = WORDS[status] ?? WORDS[status < 500 ? 400 : 500] ?? ["Something went wrong", ""];
  return { status, title, text: tellable(error, text) };
}

interface ErrorPages {
  readonly notFound: RequestHandler;
  readonly failed: ErrorRequestHandler;
}

/** The last two handlers of the dashboard: nothing matched, and something was thrown. */
export function errorPages(deps: { renderer: Renderer; logger: Logger }): ErrorPages {
  const { renderer, logger } = deps;

  function answer(request: Request, response: Response, told: Told, reference?: string): void {
    if (request.get("hx-request") === "true") {
      response.setHeader("HX-Reswap", "none");
      const suffix = reference === undefined ? "" : ` (${reference})`;
      renderer.fragment(response, <Toast bad>{`${told.title}. ${told.text}${suffix}`}</Toast>, told.status);
      return;
    }
    const children = <ErrorPage title={told.title} text={told.text} reference={reference} />;
    renderer.page(response, { title: told.title, children }, told.status);
  }

  return {
    notFound: (request, response) => answer(request, response, toldOf({ status: 404 })),
    failed(error, request, response, next) {
      if (response.headersSent) return next(error);
      const told = toldOf(error);
      if (told.status < 500) return answer(request, response, told);
      const reference = newId("err");
      logger.error({ err: error, reference, method: request.method, path: request.path }, "a page failed");
      answer(request, response, told, reference);
    },
  };
}
