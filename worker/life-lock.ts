/** Web Locks under random names as signs of life: whoever is granted somebody's lock knows that they are gone. */
export interface LifeLock {
  /** Null where there are no Web Locks, as on http://192.168.… */
  readonly name: string | null;
  release(): void;
}

/** Not there in insecure contexts, whatever the types say. */
function webLocks(): LockManager | undefined {
  return navigator.locks;
}

/** Resolves when the lock is held; it is until release() or the end of this page or worker. */
export async function holdLifeLock(): Promise<LifeLock> {
  const locks = webLocks();
  if (!locks) return { name: null, release: () => {} };
  const name = `lehr ${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  let release: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = await new Promise<boolean>((settle) => {
    const hold = () => {
      settle(true);
      return until;
    };
    // Refused where storage is blocked: then there are no locks for us.
    locks.request(name, hold).catch(() => settle(false));
  });
  return { name: held ? name : null, release };
}

/** Calls `gone` when the holder of the lock is gone; never where there is no lock. */
export function whenGone(lock: string | null, gone: () => void, signal: AbortSignal): void {
  if (lock === null) return;
  // Rejects when the signal aborts: then nobody wants to know any more.
  webLocks()
    ?.request(lock, { signal }, gone)
    .catch(() => {});
}
