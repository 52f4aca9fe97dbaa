/** Short synthesised tones, one shape per cue. They need no files, and without audio there is silence. */

import { shareOf, VOLUME_DEFAULT } from "../preferences/volume";
import type { Cue } from "../till/cues";

/** One note: pitch in hertz, start and length in seconds. */
type Note = { readonly hertz: number; readonly at: number; readonly lasts: number };
type Tone = { readonly wave: OscillatorType; readonly loudness: number; readonly notes: readonly Note[] };

const TONES: Record<Cue, Tone> = {
  approved: {
    wave: "sine",
    loudness: 0.3,
    notes: [
      { hertz: 659, at: 0, lasts: 0.14 },
      { hertz: 880, at: 0.12, lasts: 0.14 },
      { hertz: 1319, at: 0.24, lasts: 0.34 },
    ],
  },
  ended: {
    wave: "triangle",
    loudness: 0.28,
    notes: [
      { hertz: 392, at: 0, lasts: 0.2 },
      { hertz: 294, at: 0.2, lasts: 0.34 },
    ],
  },
  attention: {
    wave: "square",
    loudness: 0.1,
    notes: [
      { hertz: 740, at: 0, lasts: 0.1 },
      { hertz: 740, at: 0.18, lasts: 0.1 },
      { hertz: 740, at: 0.36, lasts: 0.16 },
    ],
  },
};

/** A context has stalled if its time has not passed this long after its last note, in seconds. */
const STALLED_AFTER_S = 1;

let audio: AudioContext | null = null;
/** When the last note ends: by the context's time, and by the window's, in seconds. */
let ends = { heard: 0, due: 0 };
let share = shareOf(VOLUME_DEFAULT);

/** How loud the next tones are, from 0 to 100. */
export function setVolume(volume: number): void {
  share = shareOf(volume);
}

export function play(cue: Cue): void {
  if (share === 0) return;
  try {
    const context = running();
    // A context may not run before the first click; a late sound would be worse
    // than none.
    if (context.state === "suspended") void context.resume().catch(() => {});
    const tone = TONES[cue];
    for (const note of tone.notes) {
      const start = context.currentTime + note.at;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0.0001, start);
      gain.gain.exponentialRampToValueAtTime(tone.loudness * share, start + 0.015);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + note.lasts);
      gain.connect(context.destination);
      const voice = context.createOscillator();
      voice.type = tone.wave;
      voice.frequency.value = note.hertz;
      voice.connect(gain);
      voice.start(start);
      voice.stop(start + note.lasts);
    }
    const lasts = Math.max(...tone.notes.map((note) => note.at + note.lasts));
    ends = { heard: context.currentTime + lasts, due: performance.now() / 1_000 + lasts };
  } catch {
    // No audio on this machine: colour, words and icon say it too.
  }
}

/**
 * The context to play on. A stalled one, for example without a device, would
 * keep every note that it never plays, so it is dropped with them.
 */
function running(): AudioContext {
  const is_due = performance.now() / 1_000 > ends.due + STALLED_AFTER_S;
  if (audio !== null && is_due && audio.currentTime < ends.heard) {
    void audio.close().catch(() => {});
    audio = null;
  }
  return (audio ??= new AudioContext());
}
