import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import type { RouteAnswer } from "./route.ts";

/** Sends what a handler answered. `usual` is the status of its route. */
export async function sendAnswer(
  response: Response,
  usual: number,
  answer: RouteAnswer<unknown>,
): Promise<void> {
  if ("text" in answer) return sendText(response, answer);
  if (answer.location !== undefined) response.set("Location", answer.location);
  const status = answer.status ?? usual;
  if (answer.body === undefined) return void response.status(status).end();
  response.status(status).type("application/json").send(JSON.stringify(answer.body));
}

async function sendText(
  response: Response,
  { text, type, fileName }: Extract<RouteAnswer<unknown>, { text: unknown }>,
): Promise<void> {
  response.type(type);
  if (fileName !== undefined) response.attachment(fileName).type(type);
  if (typeof text === "string") return void response.send(text);
  await pipeline(Readable.from(text), response);
}
