/**
 * When what was written leaves: at the end of the turn of the event loop, so that what several peers make us write to one leaves as one;
 * or, where the loop is quiet, once the piece from the network is dealt with that made us write. Where most turns bring one piece
 * there is nothing to put together, and the end of the turn is a callback of its own that each message would wait for.
 *
 * 1. Everything written leaves in the turn it was written in.
 * 2. The loop is busy while turns bring several pieces that make us write. While it is quiet one turn in SELDOM is looked at, so for so
 *    many pieces at most each is written for alone.
 */

export interface Flushable {
  flush(): void;
}

const SELDOM = 16;

/** Those that wrote and have not been flushed. */
let waiting: Flushable[] = [];
/** endTurn() is to come. */
let endComes = false;
let isReading = false;
let isQuiet = true;
/** Pieces that made us write in a turn that is looked at. */
let causes = 0;
/** Pieces until the next look. */
let unseen = 0;

/** Flushes it before the turn is over; to be called once for all that it gathers. */
export function flushLater(writer: Flushable): void {
  waiting.push(writer);
  if (!isReading) expectEnd();
}

/** Deals with a piece from the network. */
export function read(piece: Uint8Array, deal: (piece: Uint8Array) => void): void {
  isReading = true;
  try {
    deal(piece);
  } finally {
    isReading = false;
    if (waiting.length > 0) wasCause();
  }
}

function wasCause(): void {
  if (!isQuiet || --unseen < 0) expectEnd();
  if (endComes) causes++;
  if (isQuiet && causes <= 1) flushAll();
}

function expectEnd(): void {
  if (endComes) return;
  endComes = true;
  setImmediate(endTurn);
}

function endTurn(): void {
  endComes = false;
  isQuiet = causes <= 1;
  causes = 0;
  unseen = SELDOM;
  flushAll();
}

function flushAll(): void {
  const writers = waiting;
  if (writers.length === 0) return;
  waiting = [];
  for (const writer of writers) writer.flush();
}
