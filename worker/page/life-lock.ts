/** A Web Lock under a random name, held as long as the page lives: whoever is granted it next knows that the page is gone. */
export interface LifeLock {
  /** Null where there are no Web Locks, as on http://192.168.… */
  readonly name: string | null;
  release(): void;
}

/** Resolves when the lock is held. */
export async function holdLifeLock(): Promise<LifeLock> {
  // Not there in insecure contexts, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return { name: null, release: () => {} };
  const name = `lehr page ${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  let release: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  await new Promise<void>((held) => {
    void locks.request(name, () => {
      held();
      return until;
    });
  });
  return { name, release };
}
