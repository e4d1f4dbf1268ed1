/** The dashboard: pages for people, and health for operators. */
export { createWeb, type Web } from "./create-web.ts";
export { openSessions } from "./session-store.ts";
