/** In the Cache API of this origin: what blob-cache.ts keeps, and page/consent.ts drops. */
export const BLOB_CACHE = 'lehr-blobs';
