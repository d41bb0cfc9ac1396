/** What the host's page may ask for in the frame's address. It can only lower what the visitor chooses. */
export interface Limits {
  /** Kernels at most, at least 1; null: as the visitor likes. */
  readonly cores: number | null;
  /** Milliseconds a yes lasts at most; null: as long as everywhere. */
  readonly millis: number | null;
}

/** @param query of the address: `max-cores`, `max-minutes`. What is there and no positive number is the lowest limit. */
export function limitsOf(query: URLSearchParams): Limits {
  const cores = positive(query.get('max-cores'));
  const minutes = positive(query.get('max-minutes'));
  return {
    cores: cores && Math.max(1, Math.floor(cores)),
    millis: minutes && minutes * 60_000,
  };
}

function positive(text: string | null): number | null {
  if (text === null) return null;
  const value = Number(text);
  return value > 0 && Number.isFinite(value) ? value : 1;
}
