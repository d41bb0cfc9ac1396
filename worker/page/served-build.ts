/** Whether the server still has the build this page is of: a page of another one can start nothing any more. */

const ANSWER_MILLIS = 5000;

/** `unknown`: the server cannot be reached, or answers neither yes nor no. The name of this very file carries its content's hash. */
export async function servedBuild(url = import.meta.url): Promise<'ours' | 'another' | 'unknown'> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLIS);
    const { ok, status } = await fetch(url, { method: 'HEAD', cache: 'no-store', signal });
    if (ok) return 'ours';
    return status === 404 || status === 410 ? 'another' : 'unknown';
  } catch {
    return 'unknown';
  }
}
