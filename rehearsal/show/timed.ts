/** What the work gave, and the seconds it took. */
export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begin = performance.now();
  return [await work(), (performance.now() - begin) / 1000];
}
