/* eslint-disable no-bitwise -- a random generator works on bits */
import { logFactorial } from '../../../../src/analysis/log-space';

/** Seeded random numbers: the same seed gives the same table on every machine. */
export class Random {
  private readonly state: [number, number, number, number];

  /** Each `stream` has numbers of its own: those of a row do not depend on the rows before it. */
  constructor(seed: number, stream: string) {
    let hash = seed >>> 0;
    for (const letter of stream) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
    this.state = [hash, hash ^ 0x9e3779b9, Math.imul(hash, 0x85ebca6b), 1];
    for (let i = 0; i < 20; i++) this.uniform();
  }

  /** Above 0 and below 1 (sfc32). */
  public uniform(): number {
    const s = this.state;
    const t = (s[0] + s[1] + s[3]) | 0;
    s[3] = (s[3] + 1) | 0;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = (s[2] + (s[2] << 3)) | 0;
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t | 0;
    return ((t >>> 0) + 0.5) / 4294967296;
  }

  /** Successes in `n` trials: by inversion where few are expected, else by Hörmann's transformed rejection (BTRS). */
  public binomial(n: number, p: number): number {
    if (n <= 0 || p <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - this.binomial(n, 1 - p);
    return n * p < 10 ? this.binomialByInversion(n, p) : this.binomialByRejection(n, p);
  }

  /** By inversion where few are expected, else by Hörmann's PTRS. */
  public poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean < 10) {
      let [k, product] = [0, this.uniform()];
      for (const limit = Math.exp(-mean); product > limit; k++) product *= this.uniform();
      return k;
    }
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverse = 1.1239 + 1.1328 / (b - 3.4);
    for (;;) {
      const u = this.uniform() - 0.5;
      const us = 0.5 - Math.abs(u);
      const v = this.uniform();
      const k = Math.floor((2 * a / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      if (Math.log(v * inverse / (a / (us * us) + b)) <= k * Math.log(mean) - mean - logFactorial(k)) return k;
    }
  }

  /** Number of trials until the first success: 1, 2, … with this mean. */
  public geometric(mean: number): number {
    return mean <= 1 ? 1 : 1 + Math.floor(Math.log(this.uniform()) / Math.log(1 - 1 / mean));
  }

  private binomialByInversion(n: number, p: number): number {
    const odds = p / (1 - p);
    let [k, probability, u] = [0, (1 - p) ** n, this.uniform()];
    while (u > probability && k < n) {
      u -= probability;
      k++;
      probability *= odds * (n - k + 1) / k;
    }
    return k;
  }

  private binomialByRejection(n: number, p: number): number {
    const deviation = Math.sqrt(n * p * (1 - p));
    const b = 1.15 + 2.53 * deviation;
    const a = -0.0873 + 0.0248 * b + 0.01 * p;
    const c = n * p + 0.5;
    const vr = 0.92 - 4.2 / b;
    const alpha = (2.83 + 5.1 / b) * deviation;
    const mode = Math.floor((n + 1) * p);
    for (;;) {
      const u = this.uniform() - 0.5;
      const us = 0.5 - Math.abs(u);
      const k = Math.floor((2 * a / us + b) * u + c);
      if (k < 0 || k > n) continue;
      let v = this.uniform();
      if (us >= 0.07 && v <= vr) return k;
      v = Math.log(v * alpha / (a / (us * us) + b));
      const weight = logFactorial(mode) + logFactorial(n - mode) - logFactorial(k) - logFactorial(n - k) + (k - mode) * Math.log(p / (1 - p));
      if (v <= weight) return k;
    }
  }
}
