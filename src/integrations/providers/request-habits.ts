import type { Provider } from "./provider.ts";
import { PROVIDERS } from "./providers.ts";

/**
 * What every request to the provider of a connection has, whoever thought of it: headers, and how bodies are written.
 * `provider` is the id in the connection's row; nothing for one that is no provider's.
 */
export function requestHabits(provider: string | null): Pick<Provider, "headers" | "formBodies"> {
  return PROVIDERS.find(({ id }) => id === provider) ?? {};
}
