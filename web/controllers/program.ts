/** The program that kernels run, as the build wrote it into this page (cli/kernel-mark.mjs): known before anything of it is loaded. */
export interface Program {
  /** The very file that a kernel is started from. */
  readonly url: string;
  /** Of the file's bytes, 64 hex digits. */
  readonly sha256: string;
}

/** All of a page's own code lies in one folder. */
const HERE = import.meta.url;

/** Null in a page that was not built. */
export function program(root: Pick<Document, 'querySelector'> = document, here = HERE): Program | null {
  const content = root.querySelector('meta[name="lehr-kernel"]')?.getAttribute('content') ?? '';
  const [, file, sha256] = /^([\w.-]+\.js) ([0-9a-f]{64})$/.exec(content) ?? [];
  return file && sha256 ? { url: new URL(file, here).href, sha256 } : null;
}
