/** What keeps the till from a provider: its words, and how far one gets. A new outage does not compile until it has them. */

import GlobeX from "@lucide/svelte/icons/globe-x";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Network from "@lucide/svelte/icons/network";
import SearchX from "@lucide/svelte/icons/search-x";
import ServerOff from "@lucide/svelte/icons/server-off";
import ShieldAlert from "@lucide/svelte/icons/shield-alert";
import Unplug from "@lucide/svelte/icons/unplug";
import Wifi from "@lucide/svelte/icons/wifi";
import type { Component } from "svelte";
import type { Outage } from "../backend/bindings";
import { m } from "./words";

type About = { readonly provider: string };

export type OutageWords = {
  /** The chip of the status bar, where one cause darkens every light. */
  readonly chip: () => string;
  /** Behind a contact's name, on hover and to a screen reader. */
  readonly light: () => string;
  /** The head of the queue's panel. */
  readonly title: (about: About) => string;
  /** What to do about it. */
  readonly what: (about: About) => string;
  readonly icon: Component;
};

export const OUTAGES: Record<Outage, OutageWords> = {
  "no-network": { chip: m.outage_no_network, light: m.outage_no_network_light, title: () => m.outage_no_network_title(), what: () => m.outage_no_network_what(), icon: Unplug },
  "no-internet": { chip: m.outage_no_internet, light: m.outage_no_internet_light, title: () => m.outage_no_internet_title(), what: () => m.outage_no_internet_what(), icon: GlobeX },
  "name-not-found": { chip: m.outage_name_not_found, light: m.outage_name_not_found_light, title: m.outage_name_not_found_title, what: () => m.outage_name_not_found_what(), icon: SearchX },
  "provider-down": { chip: m.outage_provider_down, light: m.outage_provider_down_light, title: m.outage_provider_down_title, what: m.outage_provider_down_what, icon: ServerOff },
  "captive-portal": { chip: m.outage_captive_portal, light: m.outage_captive_portal_light, title: () => m.outage_captive_portal_title(), what: m.outage_captive_portal_what, icon: Wifi },
  "proxy-wanted": { chip: m.outage_proxy_wanted, light: m.outage_proxy_wanted_light, title: () => m.outage_proxy_wanted_title(), what: () => m.outage_proxy_wanted_what(), icon: Network },
  certificate: { chip: m.outage_certificate, light: m.outage_certificate_light, title: m.outage_certificate_title, what: () => m.outage_certificate_what(), icon: ShieldAlert },
  "too-slow": { chip: m.outage_too_slow, light: m.outage_too_slow_light, title: m.outage_too_slow_title, what: () => m.outage_too_slow_what(), icon: Hourglass },
};

/** The places on the way to a provider, the nearest first. */
export type Place = "network" | "router" | "internet" | "providers";
export type Said = "reached" | "failed" | "unknown";
export type Tried = { readonly place: Place; readonly said: Said; readonly words: string };

export const PLACES: Record<Place, () => string> = {
  network: m.queue_tried_network,
  router: m.queue_tried_router,
  internet: m.queue_tried_internet,
  providers: m.queue_tried_providers,
};

const REACHED: Record<Place, () => string> = {
  network: m.queue_said_connected,
  router: m.queue_said_answers,
  internet: m.queue_said_answers,
  providers: m.queue_said_answers,
};

/** Where each outage stops the way, and what was found there. Nothing beyond that place can be known. */
const STOPS: Record<Outage, { readonly at: Place; readonly found: () => string }> = {
  "no-network": { at: "network", found: m.queue_said_disconnected },
  "no-internet": { at: "internet", found: m.queue_said_nobody },
  "captive-portal": { at: "internet", found: m.queue_said_portal },
  "proxy-wanted": { at: "internet", found: m.queue_said_proxy },
  "name-not-found": { at: "providers", found: m.queue_said_names },
  "provider-down": { at: "providers", found: m.queue_said_silent },
  certificate: { at: "providers", found: m.queue_said_certificate },
  "too-slow": { at: "providers", found: m.queue_said_slow },
};

const WAY: readonly Place[] = ["network", "router", "internet", "providers"];

/** How far the till got, place by place. */
export function triedUntil(outage: Outage): readonly Tried[] {
  const { at, found } = STOPS[outage];
  const stop = WAY.indexOf(at);
  return WAY.map((place, step) => {
    if (step < stop) return { place, said: "reached", words: REACHED[place]() };
    return step === stop ? { place, said: "failed", words: found() } : { place, said: "unknown", words: m.queue_said_unknown() };
  });
}
