import { FaultNote } from "../ui/fault-note.tsx";
import { Icon } from "../ui/icon.tsx";

interface SignInPageProps {
  /** How one signs in here. */
  readonly by: { readonly kind: "link" } | { readonly kind: "slack"; readonly href: string };
  /** Why an attempt failed, such as a link that was already used. */
  readonly problem?: string | undefined;
}

function Way({ by }: Pick<SignInPageProps, "by">) {
  if (by.kind === "slack") {
    return (
      <>
        <p>Chief knows you by your Slack account, and your role by what you are in that workspace.</p>
        <a class="button primary" href={by.href}>
          <Icon name="message-square" /> Sign in with Slack
        </a>
      </>
    );
  }
  return (
    <>
      <p>
        Chief printed a sign-in link in the terminal where it was started. Open that link in this browser. It
        works once; restarting Chief prints a new one.
      </p>
      <pre class="hint-line">
        <code>Sign in: http://localhost:3000/sign-in?token=…</code>
      </pre>
    </>
  );
}

/** The only page for somebody who is not signed in. */
export function SignInPage({ by, problem }: SignInPageProps) {
  return (
    <div class="sign-in panel stack">
      <p class="logo">
        <b aria-hidden="true">C</b> <span>Chief</span>
      </p>
      <h1>Sign in</h1>
      {problem && <FaultNote>{problem}</FaultNote>}
      <Way by={by} />
    </div>
  );
}
