import type { OpenApiUpload } from "../../../integrations/index.ts";
import type { Entered, Faults, KeptDocument } from "./connect-form.tsx";

/** A kept document as the form tells of it. */
export function keptDocument({ id, name, report, baseUrls }: OpenApiUpload): KeptDocument {
  return { id, name, imported: report.imported, total: report.total, baseUrls };
}

/**
 * What a document suggests to fill the form with. A person looks at it before anything is sent: a document must not
 * decide where a credential goes.
 */
export function suggestEntries({ title, baseUrls, auth }: OpenApiUpload): Entered {
  return { name: title.slice(0, 80), base_url: baseUrls[0] ?? "", ...authEntries(auth) };
}

function authEntries(auth: OpenApiUpload["auth"]): Entered {
  switch (auth?.method) {
    case "bearer":
    case "basic":
      return { auth_method: auth.method };
    case "api_key":
      return { auth_method: "api_key", api_key_in: auth.in, api_key_name: auth.name };
    case "oauth2":
      return {
        auth_method: "oauth2",
        oauth_authorization_url: auth.authorizationUrl ?? "",
        oauth_token_url: auth.tokenUrl ?? "",
        oauth_scopes: auth.scopes.join(" "),
      };
    case "oauth2_client_credentials":
      return {
        auth_method: "oauth2_client",
        cc_token_url: auth.tokenUrl ?? "",
        cc_scopes: auth.scopes.join(" "),
      };
    case undefined:
      return {};
  }
}

const LOOK = "Taken from the document. Check it, then connect";

/** What was entered, with what the document suggests where nothing was, and the faults that say to look at that. */
export function filledIn(
  entered: Entered,
  faults: Faults,
  upload: OpenApiUpload | undefined,
): { entered: Entered; faults: Faults } {
  if (!upload) return { entered, faults };
  const suggested = Object.entries(suggestEntries(upload)).filter(
    ([name, value]) => (name === "name" || name === "base_url") && value !== "" && !entered[name],
  );
  const looks = suggested.filter(([name]) => faults[name]).map(([name]) => [name, LOOK]);
  return {
    entered: { ...entered, ...Object.fromEntries(suggested) },
    faults: { ...faults, ...Object.fromEntries(looks) },
  };
}
