/** Text for XML 1.0, in elements and attributes: what a name contains never becomes markup. */
export function escaped(text: string): string {
  return text
    .replaceAll(NOT_IN_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Characters that no XML document may have, however they are written (XML 1.0, 2.2); of surrogates, those without their pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
