/** Generates numbers from 0 to 1, the same sequence for the same seed (Park and Miller's minimal standard). */
export function seededRandom(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = (Math.abs(Math.trunc(seed)) % (modulus - 1)) + 1;
  return () => {
    state = (state * 48271) % modulus;
    return (state - 1) / (modulus - 1);
  };
}
