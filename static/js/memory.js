// Keeps unsent answers on the visitor's own device, where the browser allows it; silent where not.

const PLACE = "alliance-check";
const WEEK = 7 * 24 * 3600 * 1000;

export function remember(edition, state) {
  attempt(() => localStorage.setItem(PLACE, JSON.stringify({ edition, saved: Date.now(), ...state })));
}

export function recall(edition) {
  const kept = attempt(() => JSON.parse(localStorage.getItem(PLACE)));
  if (!kept) return null;
  if (kept.edition === edition && Date.now() - kept.saved < WEEK) return kept;
  forget();
  return null;
}

export function forget() {
  attempt(() => localStorage.removeItem(PLACE));
}

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
