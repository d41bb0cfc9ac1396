/** What the facade says; apart from `strings/`, because embed.js carries nothing else. */
export interface FacadeWords {
  readonly label: string;
  /** @param host the address nothing is asked of before the press */
  note(host: string): string;
  away(host: string): string;
  readonly open: string;
}

const en: FacadeWords = {
  label: 'Donate idle cores',
  note: (host) => `Asks you first. Nothing is loaded from ${host} until you press.`,
  away: (host) => `${host} did not open here. It is away, or it does not let this site embed it.`,
  open: 'Open it in its own tab',
};

const de: FacadeWords = {
  label: 'Freie Kerne spenden',
  note: (host) => `Fragt dich zuerst. Von ${host} wird nichts geladen, bevor du drückst.`,
  away: (host) =>
    `${host} ließ sich hier nicht öffnen: nicht erreichbar, oder diese Seite darf es nicht einbetten.`,
  open: 'In eigenem Tab öffnen',
};

/** @param language a BCP 47 tag; English where there is no other. */
export function facadeWords(language: string): FacadeWords {
  return /^de\b/i.test(language) ? de : en;
}
