/** A browser's name and major version for people, `Chromium 156`, out of navigator.userAgent; `Browser` when unknown. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:HeadlessChrome|Chromium|Chrome|CriOS)\/(\d+)/, 'Chromium'],
  [/\bVersion\/(\d+).*\bSafari\//, 'Safari'],
];

export function agentName(userAgent: string): string {
  for (const [pattern, family] of FAMILIES) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${family} ${version}`;
  }
  return 'Browser';
}
