/**
 * With what this tab signs in. A token comes in the address, after `#`, which browsers send to nobody; it is taken out of it at
 * once, kept in sessionStorage (this tab alone, for as long as it lives, so that a reload works), and sent nowhere but to
 * the router, as the ticket of this tab's session, and with `PUT /blob`. Others, by a pasted address, see no token.
 *
 *     /studio#token=…            Lehr: the token says whose it is
 *     /inspect#realm=realm1      another router: anonymous, or with authid=… and token=…
 */
import { holderOf } from '../../peer/tokens.ts';
import type { Credential } from '../desk-api.ts';

const KEY = 'lehr.credential';
export const LEHR_REALM = 'lehr';

/** What sessionStorage gives; absent where a browser forbids it: then it lasts as long as the page. */
let memory: Credential | null = null;

/** A Lehr token as a credential. */
export function lehrCredential(token: string): Credential {
  return { realm: LEHR_REALM, authid: holderOf(token), token };
}

/** The credential in the address, which is taken out of it and kept, or else the one this tab has; null: none. */
export function takeCredential(): Credential | null {
  const given = credentialIn(location.hash);
  if (given) {
    keepCredential(given);
    history.replaceState(history.state, '', location.pathname + location.search);
    return given;
  }
  return stored();
}

/** For the next page of this tab. */
export function keepCredential(credential: Credential): void {
  memory = credential;
  storage()?.setItem(KEY, JSON.stringify(credential));
}

/** Signed out: this tab knows of none. */
export function forgetCredential(): void {
  memory = null;
  storage()?.removeItem(KEY);
}

/** Calls back with what stands in an address that is opened in this tab while the page is; returns its own removal. */
export function onNewCredential(listener: (credential: Credential) => void): () => void {
  const look = () => {
    const given = credentialIn(location.hash) && takeCredential();
    if (given) listener(given);
  };
  addEventListener('hashchange', look);
  return () => removeEventListener('hashchange', look);
}

/** @param hash of an address, with its `#` */
export function credentialIn(hash: string): Credential | null {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const token = given.get('token')?.trim() || null;
  const realm = given.get('realm')?.trim() || null;
  const authid = given.get('authid')?.trim() || null;
  if (!realm && !authid) return token === null ? null : lehrCredential(token);
  if ((authid === null) !== (token === null)) return null;
  return { realm: realm ?? LEHR_REALM, authid, token };
}

function stored(): Credential | null {
  try {
    const value = JSON.parse(storage()?.getItem(KEY) ?? 'null') as Partial<Credential> | null;
    if (typeof value?.realm !== 'string' || !isName(value.authid) || !isName(value.token)) return memory;
    return { realm: value.realm, authid: value.authid, token: value.token };
  } catch {
    return memory;
  }
}

const isName = (value: unknown): value is string | null => value === null || typeof value === 'string';

function storage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
