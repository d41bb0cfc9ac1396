/** The signed-in sessions of pages that a server sends, for a PeerHost: their code is loaded late. */
import type { OpenHosted } from './peer-host.ts';

/** @param origin serves `/ws` and `/blob/<sha256>`: `http://127.0.0.1:8080` */
export function desksOf(origin: string): OpenHosted {
  return async () => {
    const { Desks } = await import('./desks.ts');
    return new Desks(origin);
  };
}
