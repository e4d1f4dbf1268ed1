import express, { type Express } from "express";
import { ChiefError, createLogger, createScrubber } from "../../src/kernel/index.ts";
import { errorPages } from "../../src/web/http/error-pages.tsx";
import { openEventStream } from "../../src/web/http/event-stream.ts";
import { formBody, readForm } from "../../src/web/http/form.ts";
import { createRenderer } from "../../src/web/http/render.tsx";
import { sameOriginOnly } from "../../src/web/http/same-origin.ts";
import { securityHeaders } from "../../src/web/http/security-headers.ts";

/** A small app of the room's own pieces, which tells what they saw. */
export function createHttpApp(): Express {
  const lines: string[] = [];
  const logger = createLogger({
    level: "info",
    scrubber: createScrubber(),
    write: (line) => void lines.push(line),
  });
  const errors = errorPages({ renderer: createRenderer({ assetBase: "/assets/x" }), logger });
  let open = 0;
  const app = express();
  app.use(securityHeaders({ https: false }), sameOriginOnly({ origins: ["https://chief.example"] }));
  app.use(formBody({ maxBytes: 21_000_000 }));
  app.post("/form", async (request, response) => {
    const form = await readForm(request);
    const file = await form.file("file");
    if (file !== undefined) return void response.json({ file: file.length });
    response.json({
      text: form.text("name"),
      exact: form.exact("name"),
      texts: form.texts("pick"),
      names: form.names,
    });
  });
  app.get("/events", (request, response) => {
    open += 1;
    const stream = openEventStream(request, response, { heartbeatMs: 10 });
    stream.closed.addEventListener("abort", () => {
      open -= 1;
    });
    stream.send("<p>one\ntwo</p>");
  });
  app.get("/open", (_request, response) => void response.json(open));
  app.get("/log", (_request, response) => void response.json(lines));
  app.get("/fails", () => {
    throw new Error("postgres://chief:hunter2@db refused");
  });
  app.get("/told", () => {
    throw new ChiefError("web.gone", { message: "row 7 is missing", toldToUser: "The integration is gone." });
  });
  app.use(errors.notFound, errors.failed);
  return app;
}
