/** How Chief describes itself to a server that registers it (RFC 7591). */
export function clientMetadata(redirectUri: string) {
  return {
    client_name: "Chief",
    redirect_uris: [redirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
  };
}
