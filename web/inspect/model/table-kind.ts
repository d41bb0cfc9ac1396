/** What a table of the meta API is of: kinds.ts has those there are. */
export interface Entry {
  readonly id: number;
}

/** What a meta event says about a table. */
export type Change<Row> =
  | { readonly is: 'here'; readonly row: Row }
  | { readonly is: 'changed'; readonly id: number }
  | { readonly is: 'gone'; readonly id: number }
  | null;

export interface TableKind<Row extends Entry> {
  /** `wamp.session.`: its procedures `list` and `get`, and its events. */
  readonly prefix: string;
  /** Null for what is not what the API promises. */
  readonly read: (details: unknown) => Row | null;
  /** @param event the topic without the prefix */
  readonly change: (event: string, args: readonly unknown[]) => Change<Row>;
}

/** Ids in an answer of a `list`: sessions are a flat one, the others are listed by match policy. */
export function listedIds(listed: unknown): number[] {
  const lists = Array.isArray(listed) ? [listed] : Object.values((listed ?? {}) as object);
  return lists.flat().filter((id): id is number => typeof id === 'number');
}
