/** Seconds as people read them: `4 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [[Math.floor(whole / 3600), 'h'], [Math.floor(whole / 60) % 60, 'min'], [whole % 60, 's']] as const;
  return parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`).join(' ') || '0 s';
}

/** A share from 0 to 1 as people read it: `5.8 %`, `67 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

export function millis(value: number): string {
  return `${value.toFixed(0)} ms`;
}
