/**
 * Elementary functions from IEEE + − × ÷ and square roots alone.
 *
 * Math.sin, Math.log and their kin differ between JavaScript engines in about a tenth of all inputs; these give the
 * same bits everywhere, which is what lets a task be replayed on any machine. Each is accurate to about 1e-15.
 */

const LN2 = 0.6931471805599453;
const RADIANS_PER_DEGREE = 0.017453292519943295;

/** Natural logarithm of a positive, normal number. Series: ln x = 2 artanh((x − 1)/(x + 1)) after scaling to [√½, √2). */
export function naturalLog(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa >= Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let sum = 0;
  for (let k = 23; k >= 1; k -= 2) sum = sum * z + 1 / k;
  return 2 * s * sum + exponent * LN2;
}

/** Arcsine in radians of h in 0..1: halves the angle until h ≤ 1/8, where seven terms of the series suffice. */
export function arcsine(h: number): number {
  let sine = h;
  let factor = 1;
  while (sine > 0.125) {
    // sin(a/2) = sin a / √(2 + 2 cos a); the max guards against h a rounding error above 1.
    sine /= Math.sqrt(2 + 2 * Math.sqrt(Math.max(0, 1 - sine * sine)));
    factor *= 2;
  }
  const z = sine * sine;
  const tail =
    15 / 336 + z * (105 / 3456 + z * (945 / 42240 + z * (10395 / 599040 + z * (135135 / 9676800))));
  return factor * sine * (1 + z * (1 / 6 + z * (3 / 40 + z * tail)));
}

/** Sine of an angle in degrees, any finite size. */
export function sineOfDegrees(degrees: number): number {
  // The remainder of a division by 360 is exact, and so is folding into −90..90.
  let angle = degrees % 360;
  if (angle > 180) angle -= 360;
  if (angle < -180) angle += 360;
  if (angle > 90) angle = 180 - angle;
  if (angle < -90) angle = -180 - angle;
  return angle > 45 || angle < -45
    ? Math.sign(angle) * cosineSeries((90 - Math.abs(angle)) * RADIANS_PER_DEGREE)
    : sineSeries(angle * RADIANS_PER_DEGREE);
}

/** Cosine of an angle in degrees, any finite size. */
export function cosineOfDegrees(degrees: number): number {
  return sineOfDegrees(90 - Math.abs(degrees % 360));
}

function sineSeries(x: number): number {
  const z = x * x;
  let sum = 0;
  for (let k = 18; k >= 2; k -= 2) sum = (1 + sum) * (-z / (k * (k + 1)));
  return x * (1 + sum);
}

function cosineSeries(x: number): number {
  const z = x * x;
  let sum = 0;
  for (let k = 17; k >= 1; k -= 2) sum = (1 + sum) * (-z / (k * (k + 1)));
  return 1 + sum;
}
