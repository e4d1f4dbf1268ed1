import { X509Certificate } from "node:crypto";
import { z } from "zod";

const MOST_BYTES = 64 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** What a page shows of a certificate. */
export interface CertificateFacts {
  /** Its common name, or the whole subject where it has none. */
  readonly name: string;
  readonly validTo: Date;
}

/** The certificates in a PEM text, in order; undefined where one cannot be read. */
export function readCertificates(pem: string): CertificateFacts[] | undefined {
  try {
    return (pem.match(CERTIFICATE) ?? []).map((text) => {
      const { subject, validTo } = new X509Certificate(text);
      const name = /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll("\n", ", ");
      return { name, validTo: new Date(validTo) };
    });
  } catch {
    return undefined;
  }
}

function faultOf(pem: string): string | undefined {
  if (pem.includes("PRIVATE KEY")) return "Leave the private key out; only certificates are needed";
  const certificates = readCertificates(pem);
  if (!certificates) return "A certificate in it cannot be read; paste the whole PEM text";
  return certificates.length > 0
    ? undefined
    : "Paste certificates in PEM form, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----";
}

/** The certificate authorities of an integration as an admin pastes them; empty for the public ones. */
export const caSchema = z
  .string()
  .trim()
  .max(MOST_BYTES, `Use at most ${MOST_BYTES / 1024} KiB`)
  .superRefine((pem, context) => {
    const fault = pem === "" ? undefined : faultOf(pem);
    if (fault) context.addIssue({ code: "custom", message: fault });
  })
  .transform((pem) => (pem === "" ? null : pem));
