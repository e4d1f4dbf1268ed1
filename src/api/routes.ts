import type { Route } from "./route.ts";
import { RUN_ROUTES } from "./routes/runs.ts";
import { SKILL_ROUTES } from "./routes/skills.ts";
import { TOKEN_ROUTES } from "./routes/tokens.ts";

/** Every operation of the API but the one that describes them. */
export const API_ROUTES: readonly Route[] = [...RUN_ROUTES, ...SKILL_ROUTES, ...TOKEN_ROUTES];
