export function guard(_process: NodeJS.Process): { instrument: boolean; reason: string } {
  return { instrument: true, reason: '' };
}
