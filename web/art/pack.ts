/**
 * Whole numbers as text: zigzag (0, −1, 1, −2 → 0, 1, 2, 3), then groups of seven bits with a carry bit, then base64.
 * Small differences, such as a coastline's, take about one character and a third each.
 */
export function packInts(ints: readonly number[]): string {
  let bytes = '';
  for (const int of ints) {
    let rest = int < 0 ? -2 * int - 1 : 2 * int;
    while (rest > 127) {
      bytes += String.fromCharCode((rest & 127) | 128);
      rest = Math.floor(rest / 128);
    }
    bytes += String.fromCharCode(rest);
  }
  return btoa(bytes);
}

export function unpackInts(packed: string): number[] {
  const ints: number[] = [];
  let [value, place] = [0, 1];
  for (const char of atob(packed)) {
    const byte = char.charCodeAt(0);
    value += (byte & 127) * place;
    place *= 128;
    if (byte > 127) continue;
    ints.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    [value, place] = [0, 1];
  }
  return ints;
}
