import type { JsonObject } from "../../../kernel/index.ts";
import { Blocks } from "../../blocks/blocks.tsx";
import { objectsAt, textAt } from "../../blocks/json-view.ts";
import { paths } from "../../paths.ts";
import { Partial } from "../../ui/partial.tsx";
import { ChatSidebar } from "./chat-sidebar.tsx";
import type { ChatPerson, ChatPlace } from "./chat-types.ts";
import { namesIn } from "./message-view.tsx";
import { GlobalShortcuts } from "./shortcuts.tsx";
import { ViewDialog, type ViewDialogProps } from "./view-dialog.tsx";

interface HomePageProps {
  readonly place: ChatPlace;
  readonly you: ChatPerson;
  /** The view that Chief published for `you`; absent until it has. */
  readonly home: JsonObject | undefined;
  readonly view?: Pick<ViewDialogProps, "view" | "errors"> | undefined;
}

/** What Chief put on the Home tab. */
function HomeBlocks({ home, place }: { home: JsonObject | undefined; place: ChatPlace }) {
  if (!home) return <p class="muted">Chief is putting it together…</p>;
  const surface = {
    names: namesIn(place),
    people: place.people,
    channels: place.channels,
    idPrefix: "home",
    actionUrl: paths.viewAction(textAt(home, "id")),
  };
  return <Blocks blocks={objectsAt(home, "blocks")} surface={surface} />;
}

/** The Home tab as it is now, in the place of the one that a page shows. */
export function HomeUpdate(props: { home: JsonObject | undefined; place: ChatPlace }) {
  return (
    <Partial target="#home-blocks" swap="innerHTML">
      <HomeBlocks {...props} />
    </Partial>
  );
}

/** The local workspace's Home tab of Chief, which lives by events from the server. */
export function HomePage({ place, you, home, view }: HomePageProps) {
  return (
    <div class="chat">
      <h1 class="sr">Chief's Home tab</h1>
      <ChatSidebar
        people={place.people}
        you={you}
        returnTo={paths.chatHome}
        channels={place.channels}
        currentId={undefined}
      />
      <section class="channel" aria-labelledby="home-title">
        <header class="pane-head">
          <h2 id="home-title">Home</h2>
          <GlobalShortcuts place={place} />
        </header>
        <section class="log" aria-label="What Chief shows" tabindex={0}>
          <div id="home-blocks" class="prose message-body">
            <HomeBlocks home={home} place={place} />
          </div>
        </section>
      </section>
      <div id="view-place">{view && <ViewDialog {...view} place={place} />}</div>
      <div hidden hx-sse:connect={paths.chatHomeEvents} hx-swap="none"></div>
    </div>
  );
}
