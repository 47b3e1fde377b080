// The loader: puts the check into <alliance-check> and <div data-alliance-check>, at its true height.
(() => {
  const home = new URL(".", document.currentScript.src);
  const languages = ["en"]; // the server writes the languages it speaks here
  const passed = ["source", "accent", "radius", "scheme", "start", "test"];
  const frames = new Map();

  const told = (element, name) => element.getAttribute(name) ?? element.getAttribute(`data-${name}`);

  function languageFor(element) {
    const wished = [told(element, "lang"), element.closest("[lang]")?.lang, ...navigator.languages];
    const codes = wished.map((tag) => (tag ?? "").slice(0, 2).toLowerCase());
    return codes.find((code) => languages.includes(code)) ?? languages[0];
  }

  function addressFor(element) {
    const address = new URL(`${languageFor(element)}/?embed=1`, home);
    for (const name of passed) {
      const value = told(element, name);
      if (value) address.searchParams.set(name, value);
    }
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (/^utm_(source|medium|campaign)$/.test(name)) address.searchParams.set(name, value.slice(0, 99));
    }
    return address;
  }

  function fill(element) {
    if ([...frames.values()].includes(element)) return;
    const frame = document.createElement("iframe");
    frame.title = "Alliance Check";
    frame.loading = "lazy";
    frame.allow = "clipboard-write";
    Object.assign(frame.style, { display: "block", width: "100%", height: "640px", border: "0" });
    frame.addEventListener("load", () => {
      frame.contentWindow.postMessage({ allianceCheck: 1, type: "hello" }, home.origin);
    });
    frame.src = addressFor(element);
    frames.set(frame, element);
    element.replaceChildren(frame);
  }

  const does = {
    height: (frame, { height }) => {
      if (height > 0 && height < 30000) frame.style.height = `${Math.ceil(height)}px`;
    },
    ready: (frame) => tell(frame, "ready", {}),
    step: (frame, { step }) => tell(frame, "step", { step: Number(step) }, true),
    complete: (frame, { level }) => tell(frame, "complete", { level: level && Number(level) }, true),
  };

  function tell(frame, type, detail, moved) {
    const event = new CustomEvent(`alliance-check:${type}`, { bubbles: true, detail });
    frames.get(frame).dispatchEvent(event);
    if (moved && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== home.origin || data?.allianceCheck !== 1) return;
    const frame = [...frames.keys()].find((each) => each.contentWindow === source);
    if (frame && Object.hasOwn(does, data.type)) does[data.type](frame, data);
  });

  customElements.get("alliance-check") ?? customElements.define("alliance-check", class extends HTMLElement {
    connectedCallback() {
      this.style.display = "block";
      fill(this);
    }
  });

  function look() {
    for (const frame of frames.keys()) if (!frame.isConnected) frames.delete(frame);
    document.querySelectorAll("[data-alliance-check]").forEach(fill);
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
})();
