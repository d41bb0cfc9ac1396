import type { Plugin } from 'vite';

export function kernelMark(): Plugin;
