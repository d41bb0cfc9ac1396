import type { RouterOptions } from '../index.ts';

/** Everybody may do everything: for trials, and for nothing else. */
export const OPEN: RouterOptions = {
  realms: {
    realm1: {
      roles: {
        guest: {
          rules: [
            {
              uri: '',
              match: 'prefix',
              allow: { call: true, register: true, publish: true, subscribe: true },
            },
          ],
        },
      },
      anonymous: 'guest',
    },
  },
};
