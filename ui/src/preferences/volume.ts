/** The volume of the till's sounds. Pure. */

export const VOLUME_MAX = 100;
export const VOLUME_DEFAULT = VOLUME_MAX;
export const VOLUME_STEP = 10;

/** The nearest valid volume, in whole steps; the default if it is not a number. */
export function fitVolume(volume: number): number {
  if (!Number.isFinite(volume)) return VOLUME_DEFAULT;
  return Math.min(VOLUME_MAX, Math.max(0, Math.round(volume / VOLUME_STEP) * VOLUME_STEP));
}

/** How much of a tone's own loudness is played, from 0 to 1. Loudness is perceived by ratios, so half the volume is a quarter. */
export function shareOf(volume: number): number {
  return (fitVolume(volume) / VOLUME_MAX) ** 2;
}
