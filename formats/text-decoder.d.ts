/** The part that we use of an interface which Node and every browser have (encoding.spec.whatwg.org). */
declare class TextDecoder {
  constructor(
    label: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252',
    options?: { readonly fatal: boolean },
  );
  decode(bytes: Uint8Array): string;
}
