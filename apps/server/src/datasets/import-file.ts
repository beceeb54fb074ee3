export async function importFile(..._: unknown[]): Promise<string[]> { return []; }
