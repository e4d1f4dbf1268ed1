import type { OfferedProvider } from "../../../integrations/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { providerIcon } from "./provider-icon.ts";

/** A well-known API as the Add dialog offers it. */
export interface ProviderTile extends OfferedProvider {
  /** The connection to it, where there is one. */
  readonly integrationId: string | undefined;
}

function TileAction({ provider, isReady, integrationId }: ProviderTile) {
  if (integrationId !== undefined) {
    return (
      <a class="button small" href={paths.integration(integrationId)}>
        <Icon name="check" /> Connected
      </a>
    );
  }
  if (!isReady) {
    return (
      <a class="button small" href={paths.providerClient(provider.id)}>
        <Icon name="wrench" /> Set up<span class="sr"> {provider.name}</span>
      </a>
    );
  }
  return (
    <>
      <a class="button small ghost" href={paths.connectProvider(provider.id)}>
        Scopes<span class="sr"> of {provider.name}</span>
      </a>
      <button type="button" class="small primary" hx-post={paths.connectProvider(provider.id)} hx-swap="none">
        <Icon name="plug" /> Connect<span class="sr"> {provider.name}</span>
      </button>
    </>
  );
}

/** The well-known APIs: one click to connect each (PRODUCT C7). */
export function ProviderTiles({ tiles }: { tiles: readonly ProviderTile[] }) {
  return (
    <ul class="providers">
      {tiles.map((tile) => (
        <li>
          <span class="tile">
            <Icon name={providerIcon(tile.provider)} />
          </span>
          <div>
            <strong>{tile.provider.name}</strong>
            <small>{tile.provider.about}</small>
          </div>
          <span class="row">
            <TileAction {...tile} />
          </span>
        </li>
      ))}
    </ul>
  );
}
