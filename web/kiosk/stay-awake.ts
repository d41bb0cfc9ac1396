/**
 * Keeps the screen on where the browser can, and asks again each time the page comes back into view (the lock ends when
 * it is hidden). On plain http from another machine there is no such lock: then the system's own settings hold.
 * @returns ends it.
 */
export function stayAwake(): () => void {
  let ended = false;
  let lock: WakeLockSentinel | null = null;
  const ask = async () => {
    if (document.hidden || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (ended) await lock.release();
    } catch {
      // Low battery or policy: nothing to do but ask again when the page is shown again.
    }
  };
  document.addEventListener('visibilitychange', ask);
  ask();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', ask);
    lock?.release();
  };
}
