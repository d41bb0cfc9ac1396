export function keptBuild(dist: string, targets: readonly string[]): Promise<string>;
