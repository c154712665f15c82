export function startSdk(): void {}
