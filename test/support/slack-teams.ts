import type { LocalWorkspace } from "../../src/local/workspace/index.ts";
import { deliver, type HttpDelivery, type SlackOverHttp, serveFront } from "./slack-http.ts";

/** Serves several teams on one port, as Slack does: which one a call is for, its token or code says. */
export async function serveTeamsOverHttp(
  teams: readonly LocalWorkspace[],
  { eventsUrl, signingSecret }: HttpDelivery,
): Promise<SlackOverHttp> {
  const { origin, close } = await serveFront({ front: (request) => frontOf(teams, request) });
  const disconnects = teams.map((team) =>
    team.connect({
      origin,
      deliver: (envelope, signal) => deliver(envelope, { eventsUrl, signingSecret, signal }),
    }),
  );
  return {
    origin,
    apiUrl: `${origin}/api/`,
    async close() {
      for (const disconnect of disconnects) disconnect();
      await close();
    },
  };
}

async function frontOf(teams: readonly LocalWorkspace[], request: Request): Promise<Response> {
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const isForm = request.headers.get("content-type")?.includes("urlencoded");
  const form = new URLSearchParams(isForm ? await request.clone().text() : "");
  const secrets = [bearer, form.get("token"), form.get("code"), form.get("refresh_token")].filter(
    (secret) => typeof secret === "string",
  );
  const owner = teams.find((team) => secrets.some((secret) => team.owns(secret)));
  if (owner) return owner.front(request);
  if (secrets.length > 0) return Response.json({ ok: false, error: "invalid_auth" });
  for (const team of teams) {
    const response = await team.front(request.clone() as Request);
    if (response.status !== 404) return response;
  }
  return new Response("not found", { status: 404 });
}
