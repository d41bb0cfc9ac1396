export const WEB_SOURCES: readonly string[];
export const NODE_SOURCES: readonly string[];
export const DEMO_SOURCES: readonly string[];
export function sources(root: string, paths: readonly string[]): Generator<string>;
export function newest(root: string, paths: readonly string[]): number;
export function digest(root: string, paths: readonly string[]): string;
