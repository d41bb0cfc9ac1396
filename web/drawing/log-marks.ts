/** Pixels of a magnitude in which three marks have room. */
const ROOM = 90;

/** Digits of a magnitude that are told: as few as tell something. */
const COARSE = [1];
const USUAL = [1, 2, 5];
const FINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * The marks of a logarithmic scale, ascending: 1, 2 and 5 of each magnitude; 1 alone where there are many; every digit where the
 * scale lies between two of these.
 * @param from, to  the scale's ends, above 0
 * @param pixels  its length
 */
export function logMarks(from: number, to: number, pixels: number): number[] {
  if (!(from > 0 && to > from && Number.isFinite(to))) return [];
  const isWide = pixels / Math.log10(to / from) > ROOM;
  for (const digits of isWide ? [USUAL, FINE] : [COARSE, USUAL, FINE]) {
    const marks = marksOf(digits, from, to);
    if (marks.length > 1) return marks;
  }
  return marksOf(FINE, from, to);
}

function marksOf(digits: readonly number[], from: number, to: number): number[] {
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++)
    for (const digit of digits) {
      // As it is written: 0.1 times 3 is not 0.3.
      const mark = Number(`${digit}e${power}`);
      if (mark >= from && mark <= to) marks.push(mark);
    }
  return marks;
}
