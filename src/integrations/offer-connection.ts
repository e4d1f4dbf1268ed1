import type { Db } from "../database/index.ts";
import { listAdmins } from "../people/index.ts";
import { listIntegrations } from "./integrations-store.ts";
import type { Provider } from "./providers/provider.ts";

/** Who wants to connect what, in the words of a thread. */
export interface ConnectionWish {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly name: string;
}

/** What a person who wants to connect something can do. */
export type ConnectionOffer =
  /** A link that opens for this member alone. */
  | { readonly kind: "link"; readonly name: string; readonly isNew: boolean; readonly url: string }
  | { readonly kind: "not_allowed"; readonly name: string; readonly admins: readonly string[] }
  /** Nothing known by that name; `url` is where an admin adds any API. */
  | { readonly kind: "unknown"; readonly offered: readonly string[]; readonly url: string };

export interface ConnectionOffers {
  offer(wish: ConnectionWish): Promise<ConnectionOffer>;
}

interface Deps {
  readonly db: Db;
  readonly providers: readonly Provider[];
  /** Where Chief's pages are, without a trailing slash. */
  readonly publicUrl: string;
}

/** Gives those who may connect an integration a link to do so, and tells the others who may. */
export function createConnectionOffers(deps: Deps): ConnectionOffers {
  return { offer: (wish) => offer(deps, wish) };
}

async function offer(deps: Deps, { workspaceId, memberId, name }: ConnectionWish): Promise<ConnectionOffer> {
  const wanted = plain(name);
  const connected = await listIntegrations(deps.db, workspaceId);
  const own = connected.find((one) => plain(one.name) === wanted || one.slug === wanted);
  const provider = deps.providers.find((one) => plain(one.name) === wanted || one.id === wanted);
  const already = own ?? (provider && connected.find((one) => one.provider === provider.id));
  const found = already ?? provider;
  const admins = await listAdmins(deps.db, workspaceId);
  if (!admins.some(({ id }) => id === memberId))
    return { kind: "not_allowed", name: found?.name ?? name, admins: admins.map((admin) => admin.name) };
  const server = serverIn(name);
  if (!found && server !== undefined) {
    const url = `${deps.publicUrl}/integrations/mcp?url=${encodeURIComponent(server)}&for=${encodeURIComponent(memberId)}`;
    return { kind: "link", name: "the MCP server", isNew: true, url };
  }
  if (!found) {
    const offered = deps.providers.map((one) => one.name);
    return { kind: "unknown", offered, url: `${deps.publicUrl}/integrations` };
  }
  const path = already ? `/integrations/${already.id}/reconnect` : `/connect/${found.id}`;
  const url = `${deps.publicUrl}${path}?for=${encodeURIComponent(memberId)}`;
  return { kind: "link", name: found.name, isNew: !already, url };
}

/** The address in `MCP server https://mcp.example.com/mcp`; a link to the form has it filled in. */
function serverIn(name: string): string | undefined {
  const url = /^mcp(?:\s+server)?\s+(https?:\/\/\S{1,500})$/i.exec(name.trim())?.[1];
  return url !== undefined && URL.canParse(url) ? url : undefined;
}

/** `our “GitHub” API` and `#github` are both GitHub. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[#“”"'`]/g, "")
    .replace(/\s+api$/, "")
    .trim();
}
