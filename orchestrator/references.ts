import table from './references.json' with { type: 'json' };

interface Reference {
  /** Of the best state known: a tour's length, minus a cut. */
  readonly energy: number;
  /** How it is known, for people. */
  readonly source: string;
}

const references: ReadonlyMap<string, Reference> = new Map(
  table.map(({ sha256, energy, source }) => [sha256, { energy, source }]),
);

/** The best energy known of a problem, by the SHA-256 (hex) of its canonical bytes; null where none is recorded. */
export function referenceOf(sha256: string): Reference | null {
  return references.get(sha256) ?? null;
}
