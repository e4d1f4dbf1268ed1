import { decodeJwt } from "jose";

/** When a token ends that is a JSON Web Token and says so (`exp`, RFC 7519 section 4.1.4); undefined for any other. */
export function expiryOfJwt(token: string): Date | undefined {
  try {
    const { exp } = decodeJwt(token);
    const at = typeof exp === "number" ? new Date(exp * 1000) : undefined;
    return at && !Number.isNaN(at.getTime()) ? at : undefined;
  } catch {
    return undefined;
  }
}
