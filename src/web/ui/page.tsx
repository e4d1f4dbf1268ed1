import { type Child, useContext } from "hono/jsx";
import { paths } from "../paths.ts";
import { AssetBase, Icon, type IconName } from "./icon.tsx";

/** Who the browser is signed in as. */
interface Viewer {
  readonly name: string;
  readonly role: "admin" | "member";
}

type Section =
  | "integrations"
  | "activity"
  | "chat"
  | "runs"
  | "approvals"
  | "skills"
  | "schedules"
  | "rules"
  | "settings";

export interface PageProps {
  readonly title: string;
  /** The entry of the navigation that the page belongs to. */
  readonly section?: Section;
  /** Undefined for somebody who is not signed in: no navigation is shown then. */
  readonly viewer?: Viewer | undefined;
  /** Approvals that wait for the viewer, shown beside the entry. */
  readonly waiting?: number;
  /** Chat exists in local mode only. */
  readonly hasChat?: boolean;
  readonly children: Child;
}

interface Entry {
  readonly section: Section;
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
}

const ENTRIES: readonly Entry[] = [
  { section: "integrations", href: paths.integrations, icon: "blocks", label: "Integrations" },
  { section: "chat", href: paths.chat, icon: "message-square", label: "Chat" },
  { section: "runs", href: paths.runs, icon: "list-tree", label: "Runs" },
  { section: "activity", href: paths.activity, icon: "history", label: "Activity" },
  { section: "skills", href: paths.skills, icon: "sparkles", label: "Skills" },
  { section: "schedules", href: paths.schedules, icon: "calendar", label: "Schedules" },
  { section: "approvals", href: paths.approvals, icon: "shield-check", label: "Approvals" },
  { section: "rules", href: paths.rules, icon: "scale", label: "Rules" },
  { section: "settings", href: paths.settings, icon: "wrench", label: "Settings" },
];

function Head({ title }: { title: string }) {
  const base = useContext(AssetBase);
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title} · Chief</title>
      <link rel="icon" href={`${base}/logo.svg`} type="image/svg+xml" />
      <link rel="preload" href={`${base}/inter.woff2`} as="font" type="font/woff2" crossorigin="anonymous" />
      <link rel="stylesheet" href={`${base}/app.css`} />
      <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
      <script src={`${base}/theme.js`}></script>
      <script src={`${base}/htmx.js`} defer></script>
      <script src={`${base}/hx-sse.js`} defer></script>
      <script src={`${base}/app.js`} type="module"></script>
    </head>
  );
}

/** The id of what stands in `WaitingCount`, for updates of an open page. */
export const WAITING_ID = "waiting";

/** How many approvals wait for the viewer, beside the word; nothing where none does. */
export function WaitingCount({ waiting }: { waiting: number }) {
  if (waiting === 0) return null;
  return (
    <b class="count">
      {waiting}
      <span class="sr"> waiting</span>
    </b>
  );
}

function NavEntry({ entry, current, waiting }: { entry: Entry; current: boolean; waiting: number }) {
  return (
    <li>
      <a href={entry.href} aria-current={current ? "page" : undefined}>
        <Icon name={entry.icon} /> <span class="label">{entry.label}</span>
        {entry.section === "approvals" && (
          <span id={WAITING_ID}>
            <WaitingCount waiting={waiting} />
          </span>
        )}
      </a>
    </li>
  );
}

function SideBar({
  section,
  viewer,
  waiting = 0,
  hasChat,
}: Omit<PageProps, "children"> & { viewer: Viewer }) {
  const entries = ENTRIES.filter((entry) => entry.section !== "chat" || hasChat);
  return (
    <header class="side">
      <a class="logo" href={paths.integrations}>
        <b aria-hidden="true">C</b> <span class="label">Chief</span>
      </a>
      <nav aria-label="Main">
        <ul>
          {entries.map((entry) => (
            <NavEntry entry={entry} current={entry.section === section} waiting={waiting} />
          ))}
        </ul>
      </nav>
      <div class="side-foot">
        <p class="viewer">
          <Icon name="user" />
          <span>
            <span class="sr">Signed in as </span>
            <strong>{viewer.name}</strong>
            <small>{viewer.role}</small>
          </span>
        </p>
        <button class="ghost" data-theme-toggle="" type="button">
          <Icon name="sun-moon" /> <span class="label">Theme</span>
        </button>
        <form method="post" action={paths.signOut}>
          <button type="submit" class="ghost">
            <Icon name="log-out" /> <span class="label">Sign out</span>
          </button>
        </form>
      </div>
    </header>
  );
}

/** The question before something that cannot be taken back; `app.js` fills it in. */
function ConfirmDialog() {
  return (
    <dialog id="confirm" class="confirm" aria-labelledby="confirm-title" aria-describedby="confirm-text">
      <h2 id="confirm-title">Are you sure?</h2>
      <p id="confirm-text"></p>
      <form method="dialog" class="row end">
        <button type="submit" value="no">
          Cancel
        </button>
        <button type="submit" value="yes" class="primary">
          Continue
        </button>
      </form>
    </dialog>
  );
}

/** The frame of every page: navigation, who is signed in, theme, the place for notices, the confirmation. */
export function Page(props: PageProps) {
  const { title, viewer, children } = props;
  return (
    <html lang="en">
      <Head title={title} />
      <body class={viewer ? "with-side" : "alone"}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {viewer && <SideBar {...props} viewer={viewer} />}
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <div id="toasts" role="status" aria-live="polite"></div>
        <ConfirmDialog />
      </body>
    </html>
  );
}

/** The head line of a page: its name, a sentence, and what can be done at once. */
export function PageHeader({ title, about, children }: { title: Child; about?: Child; children?: Child }) {
  return (
    <header class="top">
      <div>
        <h1>{title}</h1>
        {about && <p>{about}</p>}
      </div>
      {children && <div class="row">{children}</div>}
    </header>
  );
}
