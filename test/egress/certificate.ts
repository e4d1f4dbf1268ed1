import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A self-signed certificate and its key, as PEM. The certificate is its own authority. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a throw-away certificate for `hosts` with the `openssl` command, or gives `undefined` where there is none. */
export function makeCertificate(hosts: readonly string[], validDays = 1): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "chief-egress-"));
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = hosts.map((host) => `${isIP(host) ? "IP" : "DNS"}:${host}`).join(",");
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const what = ["-subj", "/CN=chief-test", "-addext", `subjectAltName=${names}`, "-days", String(validDays)];
  try {
    execFileSync("openssl", ["req", "-x509", ...curve, ...what, "-keyout", keyFile, "-out", certFile], {
      stdio: "ignore",
    });
    return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
