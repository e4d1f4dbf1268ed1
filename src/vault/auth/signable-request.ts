/** The part of a request that a credential is added to. */
export interface SignableRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SignedRequest extends SignableRequest {
  /** Lower-case names of the headers that hold the credential; they must not be sent to another origin. */
  readonly credentialHeaders: readonly string[];
}

/** `request` with a header in place of any other of that name, whatever its case. `name` is in lower case. */
export function withHeader(request: SignableRequest, name: string, value: string): SignableRequest {
  const others = Object.entries(request.headers).filter(([other]) => other.toLowerCase() !== name);
  return { ...request, headers: { ...Object.fromEntries(others), [name]: value } };
}
