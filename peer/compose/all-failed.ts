import { ERRORS, WampError } from '../errors.ts';

/** What oror() ends with when no part succeeded. Over the wire its kwargs tell `causes`: each part's URI and message. */
export class AllFailed extends WampError {
  /** One for each part, in order. */
  readonly causes: readonly WampError[];

  constructor(causes: readonly WampError[]) {
    const told = causes.map(({ uri, message }) => ({ uri, message }));
    const message = `none of ${causes.length} succeeded: ${causes.map((cause) => cause.message).join('; ')}`;
    super(ERRORS.allFailed, message, { kwargs: { causes: told } });
    this.causes = causes;
  }
}
